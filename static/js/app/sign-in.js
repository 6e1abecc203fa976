// Signing in by phone: the number, then the code. Works by keyboard, by paste and by the phone's own suggestion.

import { Problem, Unreachable } from "./session.js";
import { busy, showView, write } from "./page.js";

const AGAIN_AFTER_S = 30;

export function signIn({ root, session, text, done, refused = () => false }) {
  const phoneForm = root.querySelector("[data-phone-form]");
  const codeForm = root.querySelector("[data-code-form]");
  const again = codeForm.querySelector("[data-again]");
  let challenge = "";

  phoneForm.addEventListener("submit", (event) => attempt(event, phoneForm, askCode));
  codeForm.addEventListener("submit", (event) => attempt(event, codeForm, verify));
  again.addEventListener("click", () => attempt(null, codeForm, askCode, again));
  codeForm.querySelector("[data-other-number]").addEventListener("click", () => showView(root, "phone"));
  codeForm.code.addEventListener("input", () => {
    if (/^\d{6}$/.test(codeForm.code.value.trim())) codeForm.requestSubmit();
  });

  async function askCode() {
    const phone = phoneForm.phone.value.replace(/[^\d+]/g, "");
    challenge = (await session.askCode(phone)).challenge_id;
    write(root.querySelector("[data-sent-to]"), phone);
    codeForm.code.value = "";
    showView(root, "code");
    waitToAskAgain();
  }

  async function verify() {
    await session.verify(challenge, codeForm.code.value.trim());
    codeForm.code.value = "";
    done();
  }

  function entered() {
    return { challenge_id: challenge, code: codeForm.code.value.trim() };
  }

  async function attempt(event, form, work, button = form.querySelector("[type=submit]")) {
    event?.preventDefault();
    const error = form.querySelector("[data-error]");
    write(error, "");
    try {
      await busy(button, work);
    } catch (trouble) {
      if (trouble instanceof Problem && refused(trouble, entered())) return;
      write(error, wordsOf(trouble));
      form.querySelector("input").focus();
    }
  }

  function wordsOf(trouble) {
    if (trouble instanceof Unreachable) return text.unreachable;
    if (!(trouble instanceof Problem)) throw trouble;
    return trouble.message;
  }

  function waitToAskAgain() {
    let left = AGAIN_AFTER_S;
    again.disabled = true;
    const timer = setInterval(() => {
      left -= 1;
      write(again, left ? `${text.again} (${left})` : text.again);
      if (left) return;
      again.disabled = false;
      clearInterval(timer);
    }, 1_000);
  }
}
