// Sorting the pool with the keyboard: one key an item. Rows leave at once, the server is told one
// after the other, and what it refuses comes back with the reason.
import { $, $$, composing, el, say, store, t } from "./page.js";

const SINGLE = "newsroom:single-keys";
const REASON = "newsroom:reason";
const form = $("#sort");
const list = form && $(".rows", form);
const told = $("#told");
const why = form && $("[name=why]", form);
const issue = form && $("[name=issue]", form);
const help = $("#help");
const undone = [];
let queue = Promise.resolve();
let waiting = 0;
let reopen = null;

const rows = () => [...list.children];
const titleOf = (row) => $(".t", row).textContent;
const boxOf = (row) => $("input[name=pick]", row);
const picked = () => rows().filter((row) => boxOf(row).checked);
const current = () => $(".cur", list) ?? list.firstElementChild;
const singles = () => store.get(SINGLE) !== "off";

function tell(text) {
  told.textContent = text;
  say(text);
}

function choose(row, { focus = true } = {}) {
  for (const other of $$(".cur", list)) other.classList.remove("cur");
  if (!row) return;
  row.classList.add("cur");
  for (const link of $$(".t", list)) link.tabIndex = link === $(".t", row) ? 0 : -1;
  if (focus) $(".t", row).focus();
}

function walk(step) {
  const all = rows();
  const here = $(".cur", list);
  // The first press shows where one is.
  const next = here && here.contains(document.activeElement) ? all[all.indexOf(here) + step] : current();
  if (next) choose(next);
  else say(t("end"));
}

// --- sorting ---

function group() {
  const chosen = picked();
  return chosen.length ? chosen : [current()].filter(Boolean);
}

const nameOf = (items) => (items.length > 1 ? t("many", items.length) : titleOf(items[0]));

function leave(items) {
  const places = items.map((row) => ({ row, next: row.nextElementSibling }));
  const after = rows().slice(rows().indexOf(items[0])).find((row) => !items.includes(row));
  const next = after ?? rows().filter((row) => !items.includes(row)).at(-1);
  for (const row of items) {
    row.classList.remove("cur");
    row.remove();
  }
  choose(next);
  return places;
}

// Whoever has gone on to another row may stay there: the next key is meant for that one.
function comeBack(places, { stay = false } = {}) {
  const here = stay && $(".cur", list);
  for (const { row, next } of places.toReversed()) {
    boxOf(row).checked = false;
    list.insertBefore(row, next?.parentElement === list ? next : null);
  }
  if (here) choose(here, { focus: false });
  else if (places.length) choose(places[0].row);
}

function send(fields, items) {
  const body = new URLSearchParams({ csrfmiddlewaretoken: token(), ...fields });
  for (const row of items) body.append("pick", boxOf(row).value);
  const headers = { Accept: "application/json" };
  waiting += 1;
  const answer = queue.then(() =>
    fetch(form.action, { method: "POST", body, headers, redirect: "manual" }).catch((error) => {
      if (error instanceof TypeError) return null;
      throw error;
    }),
  );
  // What went wrong is told by whoever waits for the answer; the next step goes on.
  const end = () => (waiting -= 1);
  queue = answer.then(end, end);
  return answer;
}

const token = () => form.elements.csrfmiddlewaretoken.value;

// Tells the server; puts back what it did not take. Returns the places of the rows it did take.
async function settle(answer, places) {
  const response = await answer;
  const signedOut = response?.type === "opaqueredirect" || response?.status === 403;
  if (!response || signedOut || ![200, 422].includes(response.status)) {
    comeBack(places, { stay: true });
    tell(signedOut ? t("expired") : t("no_line"));
    return [];
  }
  const { done, said, left } = await response.json();
  const landed = places.filter(({ row }) => row.id.slice(1) in done);
  const refused = places.filter((place) => !landed.includes(place));
  for (const { row } of landed) boxOf(row).value = `${row.id.slice(1)}.${done[row.id.slice(1)]}`;
  comeBack(refused, { stay: true });
  if (refused.length) {
    for (const { row } of refused) mark(row, said.at(-1));
    tell(said.at(-1));
  }
  if (left !== undefined) $("[data-total]").textContent = left;
  return landed;
}

// The sentence stays on the row, whatever is told next.
function mark(row, sentence) {
  row.classList.add("refused");
  $(".why", row)?.remove();
  $(".m", row).after(el("p", { className: "m why", textContent: sentence }));
}

function take(section) {
  if (!issue) return tell(t("no_draft"));
  const items = group();
  if (!items.length) return;
  const { name } = section.dataset;
  const key = section.dataset.section;
  const target = issue.value;
  tell(t("taken", nameOf(items), name));
  act({ do: `take:${key}`, issue: target }, items, { do: "back", issue: target }, (by) =>
    count(target, key, by),
  );
}

function reject() {
  const items = group();
  if (!items.length) return;
  const reason = why.value.trim();
  if (!reason) return why.focus();
  store.set(REASON, reason);
  tell(t("rejected", nameOf(items)));
  act({ do: "reject", why: reason }, items, { do: "restore" }, () => {});
}

async function act(fields, items, back, counted) {
  const text = nameOf(items);
  const places = leave(items);
  const step = { back, counted, text, landed: [] };
  const answer = send(fields, items);
  undone.push(step);
  $("#undo").disabled = false;
  counted(items.length);
  step.settled = settle(answer, places);
  step.landed = await step.settled;
  counted(step.landed.length - items.length);
  if (!step.landed.length && undone.includes(step)) undone.splice(undone.indexOf(step), 1);
  $("#undo").disabled = !undone.length;
  onEmpty();
}

async function undo() {
  const step = undone.pop();
  if (!step) return tell(t("nothing_to_undo"));
  $("#undo").disabled = !undone.length;
  clearTimeout(reopen);
  const landed = await step.settled;
  if (!landed.length) return;
  const response = await send(step.back, landed.map(({ row }) => row));
  if (!response?.ok) return tell(response ? t("expired") : t("no_line"));
  const { done, said, left } = await response.json();
  const returned = landed.filter(({ row }) => row.id.slice(1) in done);
  for (const { row } of returned) boxOf(row).value = `${row.id.slice(1)}.${done[row.id.slice(1)]}`;
  comeBack(returned);
  step.counted(-returned.length);
  $("[data-total]").textContent = left;
  tell(returned.length === landed.length ? t("undone", step.text) : said.at(-1));
}

// When the page is sorted, the next items of the pool take its place.
function onEmpty() {
  if (list.children.length || waiting || $("[data-total]").textContent === "0") return;
  reopen = setTimeout(() => location.reload(), 1500);
}

// --- counts of the sections, for each draft ---

const counts = JSON.parse($("#counts").textContent);
function count(target, section, by) {
  counts[target][section] = (counts[target][section] ?? 0) + by;
  showCounts();
}
function showCounts() {
  for (const node of $$("[data-count]", form)) {
    node.textContent = counts[issue.value][node.dataset.count] ?? 0;
  }
}

// --- keys ---

function onKey(event) {
  if (composing(event) || help.open) return;
  const typing = event.target.closest("textarea, select, input:not([type=checkbox])");
  if (event.target === why && event.key === "Escape") return leaveReason(event);
  if (typing) return;
  const undoing = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyZ";
  if (undoing) return run(event, undo);
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  const inList = event.target === document.body || list.contains(event.target);
  if (step && inList) return run(event, () => walk(step));
  if (event.key === " " && event.target.matches(".t")) return run(event, pick);
  if (singles() && (inList || !event.target.closest("button, a"))) single(event);
}

function single(event) {
  // With a Chinese input method the keys of ? and / give ？ and 、.
  if ("?？".includes(event.key)) return run(event, () => help.showModal());
  if ("/、".includes(event.key)) return run(event, () => $("#q").focus());
  if (event.shiftKey) return;
  const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
  if (digit) return run(event, () => toNumber(digit));
  const act = {
    KeyJ: () => walk(1),
    KeyK: () => walk(-1),
    KeyR: openReason,
    KeyO: openSource,
    KeyE: () => current() && $(".t", current()).click(),
    KeyX: pick,
    KeyS: proposed,
    KeyU: undo,
  }[event.code];
  if (act) run(event, act);
}

function run(event, act) {
  event.preventDefault();
  act();
}

function toNumber(digit) {
  const section = $$("[data-section]", form)[digit - 1];
  if (section) take(section);
  else tell(issue ? t("no_such", digit) : t("no_draft"));
}

function proposed() {
  const key = current() && $("[data-proposed]", current())?.dataset.proposed;
  const section = key && $(`[data-section="${key}"]`, form);
  if (section) take(section);
  else tell(t("no_proposal"));
}

function openSource() {
  const link = current() && $(".src", current());
  if (link) link.click();
  else tell(t("no_source"));
}

function openReason() {
  if (!current()) return;
  choose(current());
  why.value ||= store.get(REASON) ?? $("#reasons option").value;
  why.focus();
  why.select();
}

function leaveReason(event) {
  event.preventDefault();
  choose(current());
}

function pick() {
  const row = current();
  if (!row) return;
  const box = boxOf(row);
  box.checked = !box.checked;
  choose(row);
  say(t(box.checked ? "picked" : "unpicked", picked().length));
}

function begin() {
  choose(document.getElementById(location.hash.slice(1)) ?? list.firstElementChild, { focus: false });
  document.addEventListener("keydown", onKey);
  list.addEventListener("focusin", (event) => choose(event.target.closest("li"), { focus: false }));
  why.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !composing(event)) run(event, reject);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = event.submitter;
    if (button?.dataset.section) take(button);
    else reject();
  });
  issue?.addEventListener("change", showCounts);
  $("#undo").addEventListener("click", undo);
  $("#help-open").addEventListener("click", () => help.showModal());
  $("#single").checked = singles();
  $("#single").addEventListener("change", (event) => {
    store.set(SINGLE, event.target.checked ? "on" : "off");
  });
  document.documentElement.dataset.ready = "1";
}

if (form) begin();
