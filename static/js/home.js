// Says how the platform is. `/health/ready` answers 200, or 503 with the names of the checks that failed.

const line = document.querySelector("[data-health]");
const words = JSON.parse(line.dataset.words);

function say(well, text) {
  line.classList.add(well ? "is-well" : "is-unwell");
  line.querySelector("[data-health-text]").textContent = text;
}

try {
  const answer = await fetch("/health/ready", { headers: { Accept: "application/json" } });
  const { failed } = await answer.json();
  say(answer.ok, answer.ok ? words.well : `${words.unwell} ${failed.join(", ")}`);
} catch {
  say(false, words.silent);
}
