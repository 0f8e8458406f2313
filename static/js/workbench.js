// The workbench: every step is a post of the page's own form, answered with the page as it
// stands then. This puts the answer in place of what is shown, and keeps hands on the keys.
const $ = (selector, root = document) => root.querySelector(selector);
const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
const bench = () => $("#workbench");
const PARTS = ["#notices", "#probs", "#hs", "#hg", ".led", "#src", "#got", "#bar", "#say", ".top"];

let from = null; // where a run of chosen lines began
let queue = Promise.resolve();

function say(text) {
  const voice = $("#say");
  voice.textContent = "";
  setTimeout(() => { voice.textContent = text; }, 60);
}

// --- a step: post, take what comes back, put it in place

async function send(body) {
  bench().classList.add("busy");
  try {
    const answer = await fetch($("#bench").action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!$("#bench", page)) {
      const known = answer.redirected && $("#login-form, .import", page);
      if (known && $(".import", page)) return location.reload();
      return complain(bench().dataset.signedOut);
    }
    swap(page);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch says so when no answer comes
    complain(bench().dataset.offline);
  } finally {
    bench().classList.remove("busy");
  }
}

function complain(text) {
  const note = document.createElement("p");
  note.className = "errornote";
  note.role = "alert";
  note.textContent = text;
  $("#notices").replaceChildren(note);
  $("#notices").scrollIntoView({ block: "nearest" });
}

function swap(page) {
  const active = document.activeElement;
  const place = active && { id: active.id, within: active.closest("li, article, h3")?.id, value: active.value, name: active.name };
  const tops = ["#src", "#got"].map((id) => $(id).scrollTop);
  const open = $("#probs").open, only = $("#only").checked;
  for (const selector of PARTS) {
    const now = $$(selector), next = $$(selector, page);
    now.forEach((node, n) => next[n] && node.replaceWith(document.adoptNode(next[n])));
  }
  for (const name of ["version", "csrfmiddlewaretoken"]) {
    const fresh = $(`#bench [name=${name}]`, page);
    for (const field of $$(`[name=${name}]`)) field.value = fresh.value;
  }
  const steps = Number($("#say").dataset.steps), before = dress.steps ?? steps;
  dress(only);
  $("#probs").open = open;
  [$("#src").scrollTop, $("#got").scrollTop] = tops;
  const form = $(".edit");
  if (form) begin(form);
  else if (place) refocus(place);
  const error = $("#notices [role=alert]");
  if (error) { error.scrollIntoView({ block: "nearest" }); say(error.textContent); }
  else if (steps < before) say($("#say").dataset.undone);
  else if (steps > before) say($("#say").dataset.last);
}

// The same control as before, else the item or line it stood in.
function refocus({ id, within, name, value }) {
  const same = name && value && $$(`[name="${name}"]`).find((node) => node.value === value && !node.disabled);
  const node = same || (id && document.getElementById(id)) || (within && document.getElementById(within));
  if (!node) return;
  if (node.closest(".lines")) return choose(node.matches("li") ? $("input", node) : node);
  const inner = node.matches("article, h3") ? $("button", node) : node;
  inner?.focus({ preventScroll: true });
}

function begin(form) {
  const wrong = $(".errors", form)?.closest(".f");
  const boxes = $$("textarea, input", form);
  const first = (wrong && $("textarea, input", wrong)) || boxes.find((box) => !box.value && box.id !== "w-source_name") || boxes[1];
  form.closest("article").scrollIntoView({ block: "nearest" });
  first.focus();
}

document.addEventListener("submit", (event) => {
  const { target, submitter } = event;
  if (target.id !== "bench" || submitter?.value === "commit") return;
  event.preventDefault();
  const body = new FormData(target, submitter);
  queue = queue.then(() => {
    body.set("version", $("#bench [name=version]").value);
    return send(body);
  });
});

// --- partners light up

function light(key, line) {
  for (const node of $$(".on")) node.classList.remove("on");
  if (key === undefined) return line?.classList.add("on");
  for (const node of $$(`[data-i="${key}"]`)) node.classList.add("on");
}

function bring(node, pane) {
  if (!node || pane.scrollHeight <= pane.clientHeight) return;
  const box = node.getBoundingClientRect(), frame = pane.getBoundingClientRect();
  if (box.top < frame.top + 45 || box.bottom > frame.bottom) pane.scrollTop += box.top - frame.top - 60;
}

for (const kind of ["pointerover", "focusin"]) {
  document.addEventListener(kind, ({ target }) => {
    const line = target.closest?.(".lines li"), card = target.closest?.(".got article");
    if (!line && !card) return;
    light((line ?? card).dataset.i, line);
    if (kind !== "focusin") return;
    if (line) bring($(`article[data-i="${line.dataset.i}"]`), $("#got"));
    else bring($(`.lines [data-i="${card.dataset.i}"]`), $("#src"));
  });
}

// --- choosing lines: one tab stop, arrows move, Shift takes several

const boxes = () => $$(".lines input");

function choose(box, extend) {
  const all = boxes(), at = all.indexOf(box);
  if (at < 0) return;
  if (!extend || from === null || from >= all.length) from = at;
  const [low, high] = [Math.min(from, at), Math.max(from, at)];
  all.forEach((one, n) => { one.checked = n >= low && n <= high; });
  rove(box);
  box.focus({ preventScroll: true });
  bring(box.closest("li"), $("#src"));
  mark();
}

function rove(box) {
  for (const one of $$(".lines input[tabindex='0']")) one.tabIndex = -1;
  box.tabIndex = 0;
}

function mark() {
  const words = $("#chosen"), nos = boxes().filter((box) => box.checked).map((box) => box.value);
  const form = nos.length > 1 ? words.dataset.many : nos.length ? words.dataset.one : words.dataset.none;
  words.textContent = form.replace("#", nos.length > 1 ? `${nos[0]}–${nos.at(-1)}` : nos[0]);
  for (const button of $$(".tools button")) button.disabled = !nos.length;
}

document.addEventListener("click", (event) => {
  const line = event.target.closest(".lines li");
  if (line) { event.preventDefault(); return choose($("input", line), event.shiftKey); }
  const link = event.target.closest(".find a, .got h4 a");
  if (link) return follow(event, link.hash.slice(1));
  const chip = event.target.closest("[data-put], [data-add]");
  if (!chip) return;
  const field = document.getElementById(chip.dataset.put ?? chip.dataset.add);
  const parts = chip.dataset.put ? [] : field.value.split(/[、，,;；]/).map((part) => part.trim()).filter(Boolean);
  if (!parts.includes(chip.dataset.value)) parts.push(chip.dataset.value);
  field.value = parts.join("、");
});

function follow(event, id) {
  const node = document.getElementById(id);
  if (!node) return;
  event.preventDefault();
  if (node.matches("article") && event.target.closest(".got")) {
    const line = $(`.lines [data-i="${node.dataset.i}"] input`);
    if (line) return choose(line);
  }
  if (node.matches(".lines li")) return choose($("input", node));
  bring(node, $("#got"));
  node.scrollIntoView({ block: "nearest" });
  (node.matches("input") ? node : $("button, select", node))?.focus({ preventScroll: true });
}

// An input method sends keys of its own: never take one for a command.
const composing = (event) => event.isComposing || event.keyCode === 229;

document.addEventListener("keydown", (event) => {
  if (composing(event)) return;
  const editing = event.target.closest(".edit");
  if (editing) return inEdit(event, editing);
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "z" && !event.target.matches("input:not([type=checkbox]), textarea")) {
    event.preventDefault();
    return $("#back").disabled || $("#back").click();
  }
  if (event.ctrlKey || event.altKey || event.metaKey || !event.target.matches(".lines input")) return;
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (step) {
    event.preventDefault();
    const all = boxes();
    return choose(all[all.indexOf(event.target) + step], event.shiftKey);
  }
  const key = event.code.replace(/Digit|Numpad|Key/, "");
  const button = $$(".tools button").find((one) => one.dataset.key === key);
  if (!button) return;
  event.preventDefault();
  if (!event.target.checked) choose(event.target);
  button.click();
});

function inEdit(event, form) {
  if (event.key === "Escape") { event.preventDefault(); $("[data-cancel]", form).click(); }
  const line = event.target.matches("input, #w-title");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey || line)) {
    event.preventDefault();
    $("[data-done]", form).click();
  }
}

document.addEventListener("change", ({ target }) => {
  if (target.id === "only") $("#got").classList.toggle("only", target.checked);
  if (target.matches(".got h3 select") && target.value) {
    $("button[data-quiet]", target.closest("h3")).click();
  }
});

// A text that is being written is asked about before the page goes.
addEventListener("beforeunload", (event) => {
  const written = $$(".edit :is(input, textarea)").some((box) => box.value !== box.defaultValue);
  if (written && !leaving) event.preventDefault();
});
let leaving = false;
$("#bench").addEventListener("submit", ({ submitter }) => { leaving = submitter?.value === "commit"; });

function dress(only = false) {
  dress.steps = Number($("#say").dataset.steps);
  const all = boxes();
  for (const box of all) box.tabIndex = -1;
  const chosen = all.find((box) => box.checked) ?? all[0];
  if (chosen) chosen.tabIndex = 0;
  $("#only").checked = only;
  $("#got").classList.toggle("only", only);
  mark();
}

dress();
const form = $(".edit");
if (form) begin(form);
