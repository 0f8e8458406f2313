// 收稿: the server reads the page; what comes back fills the fields that stayed as they were.
const form = document.getElementById("capture");
const note = document.getElementById("note");
const address = form.elements.source_url;
const reader = form.querySelector("[name=do]");

function tell(kind, text) {
  const words = document.createElement("p");
  words.className = `note ${kind}`;
  words.textContent = text;
  note.replaceChildren(words);
}

function fill(sent, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = form.elements[name];
    // What was typed while the server was reading stays.
    if (field && field.value === sent.get(name) && field.value !== value) {
      field.value = value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

function mark(to) {
  for (const button of form.querySelectorAll("button[name=to]")) {
    button.classList.toggle("usual", button.value === String(to));
  }
}

async function read() {
  if (form.ariaBusy === "true") return;
  form.ariaBusy = "true";
  tell("", form.dataset.reading);
  const sent = new FormData(form);
  sent.set("do", "read");
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: sent,
      headers: { Accept: "application/json" },
    });
    if (!answer.headers.get("Content-Type")?.includes("json")) {
      tell("warn", answer.status < 500 ? form.dataset.signedOut : form.dataset.offline);
      return;
    }
    const page = await answer.json();
    fill(sent, page.fields);
    tell(page.note.kind, page.note.text);
    // Both are made by the server's templates, which escape what pages say.
    document.getElementById("matches").innerHTML = page.matches;
    document.getElementById("hints").innerHTML = page.hints;
    hints();
    mark(page.to);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // fetch's own word for no connection
    tell("warn", form.dataset.offline);
  } finally {
    form.ariaBusy = "false";
  }
}

function set(name, value) {
  form.elements[name].value = value;
  form.elements[name].dispatchEvent(new Event("input", { bubbles: true }));
}

function add(name, value) {
  const names = form.elements[name].value.split(/[、，,;；]/).map((text) => text.trim());
  if (!names.includes(value)) set(name, [...names.filter(Boolean), value].join("、"));
}

// Each line of hints moves below its field, and its words become buttons.
function hints() {
  for (const box of form.querySelectorAll(".hint[data-for]")) {
    const line = document.querySelector(`[data-hint="${box.dataset.for}"]`);
    box.dataset.own ??= box.textContent;
    box.replaceChildren(box.dataset.own, ...(line ? [" ", ...line.childNodes] : []));
    for (const word of box.querySelectorAll("[data-value]")) {
      const button = document.createElement("button");
      const { value, set: into, add: onto } = word.dataset;
      button.type = "button";
      button.className = "chip";
      button.textContent = word.textContent;
      button.addEventListener("click", () => (into ? set(into, value) : add(onto, value)));
      word.replaceWith(button);
    }
  }
  document.getElementById("hints").replaceChildren();
}

reader.addEventListener("click", (event) => {
  if (!address.checkValidity() || !address.value.trim()) return;
  event.preventDefault();
  read();
});
// An address that is pasted into the empty line is read at once: that is what it is pasted for.
address.addEventListener("paste", () => {
  if (!address.value) setTimeout(() => address.checkValidity() && address.value && read());
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey) {
    event.preventDefault();
    form.querySelector("button.usual").click();
  } else if (event.target === address) {
    event.preventDefault();
    reader.click();
  } else if (event.target.matches("input, #id_title")) {
    event.preventDefault(); // no button of the form is meant by it
  }
});
// A second press while the first is on its way would keep the item twice.
form.addEventListener("submit", (event) => {
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
});
addEventListener("pageshow", () => delete form.dataset.sent);

// The bookmark: its address is a script, which no page of ours may run; it is only carried away.
const bookmark = document.getElementById("bookmark");
const link = document.createElement("a");
link.href = document.getElementById("bookmarklet").value;
link.textContent = bookmark.dataset.name;
link.addEventListener("click", (event) => event.preventDefault());
bookmark.append(link);
bookmark.hidden = false;

hints();
if (!address.value) address.focus();
