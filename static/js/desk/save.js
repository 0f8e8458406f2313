// One save: only what changed, each row with the version that this page saw. Until then a copy
// stays in the browser.
import { $, clock, el, say, store, t } from "./page.js";
import {
  aside, base, changed, changes, edits, form, items, onchange, place, refused, rowOf, seen, undone,
} from "./board.js";
import { commit, show } from "./edit.js";

const KEY = `newsroom:arrange:${form.dataset.user}:${form.dataset.issue}`;
const AGAIN = 15000; // milliseconds until a save without an answer is tried again
const bar = $(".bar");
const text = $(".say", bar);
const button = $("#save");
let busy = false;
let timer = 0;
let retry = 0;
let note = null;
let expired = false;
let waiting = false;

export function payload() {
  const { order, edited, moved } = changes();
  const rows = edited.map((id) => ({ id: +id, v: seen[id].v, set: edits[id], was: seen[id].was }));
  return {
    version: base.version,
    order,
    moved: Object.fromEntries([...moved].map((id) => [id, items[id]?.v ?? 0])),
    items: rows,
    why: Object.fromEntries((order.reject ?? []).map((id) => [id, aside[id]?.why ?? ""])),
  };
}

// A retry on its own leaves the open editor alone.
export async function save(alone = false) {
  if (alone !== true) commit();
  if (busy) return;
  const body = payload();
  if (!Object.keys(body.order).length && !body.items.length) return tell(t("nothing"));
  busy = true;
  waiting = false;
  clearTimeout(retry);
  tell(t("saving"));
  button.setAttribute("aria-disabled", "true");
  const answer = await sent(body);
  busy = false;
  button.removeAttribute("aria-disabled");
  if (!answer) return later();
  const signedOut = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
  if (answer.ok || answer.status === 409 || answer.status === 422) take(await answer.json(), body);
  else if (signedOut) {
    expired = true;
    const link = el("a", { href: form.dataset.login, target: "_blank", textContent: t("sign_in") });
    stay("bad-bar", t("expired"), link, t("then_save"));
  } else stay("bad-bar", t("server_error", answer.status));
}

// The answer, or null where there was none.
async function sent(body) {
  try {
    if (expired) await renew();
    return await fetch(form.action, {
      method: "POST",
      credentials: "same-origin",
      redirect: "manual",
      body: JSON.stringify(body),
      headers: {
        "Content-Type": "application/json",
        Accept: "application/json",
        "X-CSRFToken": token(),
      },
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return null;
  }
}

export const token = () => form.elements.csrfmiddlewaretoken.value;

// Signing in again changes the token; the answer with the texts carries the new one.
async function renew() {
  const answer = await fetch(form.dataset.items, { redirect: "manual" });
  const fresh = answer.headers.get("X-CSRFToken");
  if (fresh) form.elements.csrfmiddlewaretoken.value = fresh;
  if (answer.ok) expired = false;
}

function later() {
  stay("off", t("offline"));
  waiting = true;
  retry = setTimeout(save, AGAIN, true);
}

function take(reply, sentBody) {
  for (const [id, row] of Object.entries(reply.saved)) settle(id, row, sentBody);
  if (reply.version && !reply.order) {
    base.version = reply.version;
    const out = new Set(reply.refused.map(({ id }) => String(id)));
    for (const [name, ids] of Object.entries(sentBody.order)) {
      if (place(name)) base.order[name] = ids.filter((id) => !out.has(id) || !(id in sentBody.moved));
    }
    for (const name of Object.keys(base.order)) {
      // What went out of a list that was not sent is out of it.
      const gone = new Set(Object.values(sentBody.order).flat());
      if (!(name in sentBody.order)) base.order[name] = base.order[name].filter((id) => !gone.has(id));
    }
  }
  for (const bad of reply.refused) {
    if (bad.why === "changed" && rowOf(bad.id)) backFrom(bad.id);
    refuse(bad);
  }
  undone.length = 0;
  note = null;
  bar.className = "bar";
  changed();
  if (reply.order) return stale(reply.order);
  if (!reply.refused.length) return tell(t("saved", clock()));
  const first = reply.refused[0];
  const link = el("a", { href: first.url });
  link.textContent = first.url.startsWith("#") ? t("look") : t("merge");
  const words = reply.refused.length > 1 ? t("many_refused", reply.refused.length) : t("one_refused", first.message);
  stay("bad-bar", words, link);
}

function settle(id, row, sentBody) {
  const set = sentBody.items.find((item) => String(item.id) === id)?.set ?? {};
  items[id] = { ...items[id], ...set, v: row.v };
  for (const [field, value] of Object.entries(set)) {
    // What was typed since it was sent stays to be saved.
    if (edits[id]?.[field] === value) delete edits[id][field];
  }
  const { v, merge, ...was } = items[id];
  seen[id] = { v, was };
  delete refused[id];
  const line = rowOf(id);
  if (!line) return;
  line.querySelector(".mark.no")?.remove();
  for (const old of line.querySelectorAll(".m > .mark")) old.remove();
  for (const [name, error] of Object.entries(row.marks)) {
    const className = error ? "mark err" : "mark";
    line.querySelector(".m").append(" ", el("span", { className, textContent: name }));
  }
  show(line);
}

// What was not rejected after all stands where it did.
function backFrom(id) {
  const from = aside[id]?.from ?? "pool";
  place(from).append(rowOf(id));
  base.order[from].push(String(id));
}

function stale(order) {
  const link = el("a", { href: location.pathname, textContent: t("replay") });
  stay("bad-bar", t("order_stale", order.by, order.at), link);
}

function refuse(bad) {
  refused[bad.id] = bad;
  const row = rowOf(bad.id);
  if (!row) return;
  row.querySelector(".mark.no")?.remove();
  let words = bad.message;
  if (bad.why === "changed") words = t("changed_meanwhile");
  if (bad.why === "stale") words = bad.by ? t("changed_by", bad.by, bad.at) : t("elsewhere");
  // A row that stands elsewhere now is no longer this page's to place.
  if (bad.why === "gone" || (bad.why === "stale" && !bad.by)) row.classList.add("gone");
  row.querySelector(".m").append(" ", el("a", { className: "mark err no", href: bad.url, textContent: words }));
}

export function stay(kind, ...parts) {
  note = parts;
  bar.className = `bar ${kind}`;
  text.replaceChildren(...parts);
  say(text.textContent);
}
function tell(words) {
  text.textContent = words;
  say(words);
}

function sum() {
  const { moved, edited, order } = changes();
  const parts = [moved.size && t("n_moved", moved.size), edited.length && t("n_edited", edited.length)];
  const names = Object.keys(order).map((name) => place(name).dataset.name);
  const said = parts.filter(Boolean).join(t("comma"));
  const dirty = said || names.length > 0;
  button.disabled = !dirty;
  $("#undo").disabled = !undone.length;
  $("#drop").hidden = !dirty;
  document.title = (dirty ? "● " : "") + document.title.replace("● ", "");
  if (note && dirty) return;
  note = null;
  bar.className = "bar";
  if (dirty) {
    const strong = el("strong", { textContent: t("unsaved") + (said || t("order")) });
    text.replaceChildren(strong, names.length ? t("within", names.join("、")) : "");
    text.dataset.dirty = "1";
  } else if (text.dataset.dirty) {
    text.textContent = t("clean");
    delete text.dataset.dirty;
  }
}

onchange(() => {
  sum();
  clearTimeout(timer);
  timer = setTimeout(keep, 250);
});

// Not before the texts are here, or the copy would be lost that is to be put back.
function keep() {
  const { ready, signingOut } = document.documentElement.dataset;
  if (!ready || signingOut) return;
  const { version, order, moved, items: rows } = payload();
  if (!Object.keys(order).length && !rows.length) return store.drop(KEY);
  const count = Object.keys(moved).length + rows.length;
  store.set(KEY, { at: Date.now(), version, order, moved, items: rows, count, aside });
}

// After a reload: what was not saved comes back, unless somebody else has changed it meanwhile.
export function recover() {
  for (const [id, { merge }] of Object.entries(items)) if (merge) waitsForMerge(id, merge);
  const copy = store.get(KEY);
  if (!copy) return;
  // Ids that the merge page has just settled.
  const merged = new URLSearchParams(location.search).getAll("merged");
  copy.items = copy.items.filter(({ id }) => !merged.includes(String(id)));
  Object.assign(aside, copy.aside);
  let lost = 0;
  for (const { id, v, set, was } of copy.items) {
    if (!items[id] || !rowOf(id)) {
      lost += 1;
      continue;
    }
    edits[id] = set;
    const same = Object.keys(was).every((name) => was[name] === items[id][name]);
    seen[id] = { v: same ? items[id].v : v, was };
    if (!same && !items[id].merge) mark(id, t("changed_meanwhile"), `#i${id}`);
    show(rowOf(id));
  }
  const fresh = copy.version === base.version;
  if (fresh) restore(copy);
  else replay(copy);
  for (const fold of document.querySelectorAll(".fold:has(.rows > li)")) fold.open = true;
  changed();
  if (!Object.keys(copy.order).length && !copy.items.length) return;
  const words = t("recovered", copy.items.length + Object.keys(copy.moved).length, clock(new Date(copy.at)));
  stay("off", words + (lost ? t("lost", lost) : "") + (fresh ? "" : t("on_new_order")));
}

function waitsForMerge(id, url) {
  mark(id, t("waiting"), url);
}

function mark(id, words, href) {
  const row = rowOf(id);
  row?.querySelector(".m").append(" ", el("a", { className: "mark err no", href, textContent: words }));
}

function restore(copy) {
  for (const [name, ids] of Object.entries(copy.order)) {
    for (const row of ids.map(rowOf).filter(Boolean)) place(name)?.append(row);
  }
}

// Somebody else has moved rows meanwhile: mine go behind the row they stood behind.
function replay(copy) {
  for (const [name, ids] of Object.entries(copy.order)) {
    ids.forEach((id, n) => {
      const row = id in copy.moved && rowOf(id);
      const list = place(name);
      if (!row || !list) return;
      const before = ids.slice(0, n).reverse().map(rowOf);
      const behind = before.find((other) => other?.parentElement === list && other !== row);
      list.insertBefore(row, behind ? behind.nextElementSibling : list.firstElementChild);
    });
  }
}

button.onclick = () => save();
$("#drop").onclick = () => {
  if (!confirm(t("drop"))) return;
  // Leaving the page would keep them once more.
  removeEventListener("pagehide", keep);
  clearTimeout(timer);
  store.drop(KEY);
  location.reload();
};
addEventListener("online", () => waiting && save(true));
addEventListener("pagehide", keep);
