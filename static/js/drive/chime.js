// Two tones and a buzz, made here: no file to load when an offer comes. Silent until the page was touched once.

const TONES_HZ = [880, 1_174];
const TONE_S = 0.18;
const BUZZ_MS = [250, 120, 250];

export class Chime {
  #sound = null;

  prepare() {
    this.#sound ??= typeof AudioContext === "undefined" ? null : new AudioContext();
    this.#sound?.resume();
  }

  ring() {
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
