// What is said beside a button about trouble. What is no trouble of the outside is thrown on.

import { Problem, Unreachable } from "../app/session.js";

export function wordsOf(trouble, text) {
  if (trouble instanceof Unreachable) return text.unreachable;
  if (!(trouble instanceof Problem)) throw trouble;
  const { reasons } = trouble.document;
  if (reasons?.length) return [trouble.message, reasons.map(reasonWords).join(" · ")].join(" ");
  return trouble.message;
}

// A gate that is shut: what it is, of which car, and what stands there.
export function reasonWords({ title, vehicle, detail }) {
  return [title, [vehicle, detail].filter(Boolean).join(" · ")].filter(Boolean).join(" ");
}
