// Two tones and a buzz, made here: no file to load when an offer comes. Again and again until it is answered, so that a
// driver hears it in traffic. Silent until the page was touched once.

const TONES_HZ = [880, 1_174];
const TONE_S = 0.18;
const BUZZ_MS = [250, 120, 250];
const AGAIN_MS = 3_000;

export class Chime {
  #sound = null;
  #timer = 0;

  prepare() {
    this.#sound ??= typeof AudioContext === "undefined" ? null : new AudioContext();
    this.#sound?.resume();
  }

  ring() {
    this.hush();
    this.#once();
    this.#timer = setInterval(() => this.#once(), AGAIN_MS);
  }

  hush() {
    clearInterval(this.#timer);
  }

  #once() {
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ_MS);
    if (this.#sound?.state === "running") TONES_HZ.forEach((hertz, at) => this.#play(hertz, at * TONE_S));
  }

  #play(hertz, afterS) {
    const from = this.#sound.currentTime + afterS;
    const tone = new OscillatorNode(this.#sound, { frequency: hertz });
    const volume = new GainNode(this.#sound, { gain: 0.3 });
    tone.connect(volume).connect(this.#sound.destination);
    tone.start(from);
    tone.stop(from + TONE_S * 0.9);
  }
}
