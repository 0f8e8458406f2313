// The pool beside the sections: finding in it, and adding to it or to a section.
import { $, $$, say, t } from "./page.js";
import { base, form, items, place } from "./board.js";
import { focusRow, stops } from "./keys.js";
import { addRows } from "./rows.js";
import { token } from "./save.js";

const find = $("#find");
const pool = place("pool");
let timer = 0;

// At once among the rows of the page; then the server looks through all of the pool.
function narrow(extra = new Set()) {
  const words = find.value.trim().toLowerCase().split(/\s+/);
  for (const row of pool.children) {
    const text = row.textContent.toLowerCase() + (items[row.id.slice(1)]?.summary ?? "").toLowerCase();
    row.hidden = !extra.has(row.id) && !words.every((word) => text.includes(word));
  }
  const seen = [...pool.children].filter((row) => !row.hidden).length;
  $("#found").textContent = find.value.trim() ? t("found", seen) : "";
  stops();
}

async function ask() {
  const asked = find.value.trim();
  if (!asked) return;
  const query = new URLSearchParams({ q: asked });
  const answer = await fetch(`${form.dataset.pool}?${query}`).catch(() => null);
  if (!answer?.ok || answer.redirected || find.value.trim() !== asked) return;
  const found = await answer.json();
  addRows(found, pool);
  narrow(new Set(Object.keys(found.items).map((id) => `i${id}`)));
}

find.addEventListener("input", () => {
  narrow();
  clearTimeout(timer);
  timer = setTimeout(ask, 300);
});
find.form.addEventListener("submit", (event) => {
  event.preventDefault();
  focusRow([...pool.children].find((row) => !row.hidden));
});

const add = $("#add");
add.addEventListener("submit", async (event) => {
  event.preventDefault();
  const fields = $$('[name^="text-"]').filter((field) => field.form === add && field.value.trim());
  for (const field of fields) await addFrom(field);
});

async function addFrom(field) {
  const list = place(field.name.slice(5));
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), [field.name]: field.value });
  const headers = { Accept: "application/json" };
  const answer = await fetch(add.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return tell(field, t("no_line"));
  const made = await answer.json();
  // Nobody else has moved anything in between: the order that this page knows is still the one.
  if (made.was === base.version) base.version = made.version;
  for (const node of $$("[data-total]")) {
    if (list === pool) node.dataset.total = +node.dataset.total + made.rows.length;
  }
  const rows = addRows(made, list, { first: list === pool });
  stops();
  field.value = made.left;
  tell(field, made.problems[0] ?? t("added", t("rows", rows.length)));
}

function tell(field, words) {
  field.title = words;
  const problem = field.value !== "";
  field.ariaInvalid = String(problem);
  if (problem) $(".bar .say").textContent = words;
  say(words);
}
