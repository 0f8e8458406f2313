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
let queue = Promise.resolve();
add.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = $$('[name^="text-"]').filter((field) => field.form === add && field.value.trim());
  for (const field of fields) {
    if (field.ariaBusy === "true") continue;
    field.ariaBusy = "true";
    const end = () => (field.ariaBusy = "false");
    const run = () => addFrom(field).finally(end);
    queue = queue.then(run, run);
  }
});

// A line at a time: the server reads an address for seconds, and its row is here when it is read.
async function addFrom(field) {
  const lines = field.value.split("\n").filter((line) => line.trim());
  let count = 0;
  let problem = "";
  for (const [n, line] of lines.entries()) {
    if (line.includes("://")) say((field.title = t("reading", lines.length - n)));
    const made = await addLine(field, line);
    if (!made) {
      problem = t("no_line");
      break;
    }
    count += made.rows.length;
    problem ||= made.problems[0];
    if (!made.left) drop(field, line);
  }
  tell(field, problem || t("added", t("rows", count)), problem);
}

// What was typed meanwhile stays.
function drop(field, line) {
  const now = field.value.split("\n");
  const at = now.indexOf(line);
  if (at >= 0) now.splice(at, 1);
  field.value = now.join("\n");
}

async function addLine(field, line) {
  const list = place(field.name.slice(5));
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), [field.name]: line });
  const headers = { Accept: "application/json" };
  const answer = await fetch(add.action, { method: "POST", body, headers, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return null;
  const made = await answer.json();
  // Nobody else has moved anything in between: the order that this page knows is still the one.
  if (made.was === base.version) base.version = made.version;
  for (const node of $$("[data-total]")) {
    if (list === pool) node.dataset.total = +node.dataset.total + made.rows.length;
  }
  addRows(made, list, { first: list === pool });
  stops();
  return made;
}

function tell(field, words, problem) {
  field.title = words;
  field.ariaInvalid = String(field.value !== "");
  if (problem) $(".bar .say").textContent = words;
  say(words);
}
