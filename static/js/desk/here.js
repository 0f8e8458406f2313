// A quiet notice of who else has this page open, and of a new order that they saved.
import { $, t } from "./page.js";
import { base, form } from "./board.js";
import { token } from "./save.js";

const EVERY = 60000; // milliseconds


const body = (more = {}) => new URLSearchParams({ csrfmiddlewaretoken: token(), ...more });

async function ask() {
  if (document.hidden) return;
  const options = { method: "POST", body: body(), redirect: "manual" };
  const answer = await fetch(form.dataset.here, options).catch(() => null);
  // Without an answer the notice stays as it is; the save says what is wrong.
  if (!answer?.ok) return;
  const { others, version } = await answer.json();
  const news = version > base.version ? [t("newer")] : [];
  $("#others").textContent = [...others, ...news].map((text) => ` · ${text}`).join("");
}

ask();
setInterval(ask, EVERY);
document.addEventListener("visibilitychange", ask);
addEventListener("pagehide", () => navigator.sendBeacon(form.dataset.here, body({ leave: "1" })));
