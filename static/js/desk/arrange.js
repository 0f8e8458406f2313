// The arranging page: puts the parts together.
import { $, $$, say, t } from "./page.js";
import { changed, form, items, onchange, picked, place, rebase, rowOf, undo } from "./board.js";
import "./drag.js";
import { menu, send, shift, stops } from "./keys.js";
import { open, show } from "./edit.js";
import { recover } from "./save.js";
import { dress } from "./rows.js";
import "./pool.js";
import "./here.js";

for (const row of $$(".rows > li", form)) dress(row);
rebase();
stops();

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { name, value } = event.submitter ?? {};
  if (name === "up" || name === "down") {
    shift(rowOf(value), name === "up" ? -1 : 1);
    event.submitter.focus({ preventScroll: true });
  }
  if (name === "send" && picked().length) send(picked()[0], place(value || $("#to").value));
});
form.addEventListener("click", (event) => {
  if ("more" in event.target.dataset) menu(event.target.closest("li"), event.target);
});
$("#undo").onclick = undo;

const bulk = $(".pick");
function showPick() {
  bulk.classList.toggle("some", picked().length > 0);
  $("b", bulk).textContent = t("rows", picked().length);
}
form.addEventListener("change", showPick);
onchange(showPick);
showPick();

// Texts come after the page, in one piece: the page stays small and editing works without a line.
async function fetchTexts() {
  const answer = await fetch(form.dataset.items).catch(() => null);
  if (!answer?.ok || answer.redirected) return say(t("no_texts"));
  Object.assign(items, await answer.json());
  for (const id of Object.keys(items)) if (rowOf(id)) show(rowOf(id));
  recover();
  document.documentElement.dataset.ready = "1";
  const query = new URLSearchParams(location.search);
  const asked = query.get("edit");
  if (asked && items[asked] && rowOf(asked)) open(rowOf(asked), query.get("field"));
}
changed();
fetchTexts();
