// Files go up one by one, each with its progress; the server's answer brings the row that stays.
const form = document.getElementById("upload");
const field = document.getElementById("files");
const list = document.getElementById("sent");
const words = form.dataset;
const waiting = [];
let busy = false;

function el(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text) node.textContent = text;
  return node;
}

function add(files) {
  if (!files.length) return;
  document.getElementById("now-sent").hidden = false;
  for (const file of files) {
    const row = el("li");
    row.append(el("b", "", file.name), el("small", "", words.waiting));
    list.append(row);
    if (file.size > Number(words.most)) finish(row, file, words.large);
    else waiting.push([file, row]);
  }
  next();
}

function finish(row, file, sentence) {
  row.replaceChildren(el("b", "", file.name), el("span", "refused", sentence));
}

async function next() {
  if (busy || !waiting.length) return;
  busy = true;
  const [file, row] = waiting.shift();
  await send(file, row);
  busy = false;
  if (waiting.length) return next();
  const voice = document.getElementById("say");
  voice.textContent = voice.dataset.done;
}

function send(file, row) {
  const body = new FormData();
  body.append("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  body.append("files", file, file.name);
  const bar = el("progress");
  bar.max = 1;
  bar.setAttribute("aria-label", file.name);
  const state = el("small", "", words.sending);
  row.replaceChildren(el("b", "", file.name), bar, state);
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => { bar.value = loaded / total; };
    request.upload.onload = () => { bar.removeAttribute("value"); state.textContent = words.reading; };
    request.onload = () => { settle(request, file, row); done(); };
    request.onerror = () => { finish(row, file, words.failed); done(); };
    request.open("POST", form.action);
    request.send(body);
  });
}

function settle(request, file, row) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const answer = page.querySelector("#sent li");
  if (answer) return row.replaceWith(document.adoptNode(answer));
  finish(row, file, page.querySelector("#login-form") ? words.signedOut : words.failed);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  add([...field.files]);
  form.reset();
});
field.addEventListener("change", () => { add([...field.files]); form.reset(); });

// The whole page takes files, so that none dropped beside the box opens in its place.
addEventListener("dragover", (event) => { event.preventDefault(); form.classList.add("over"); });
addEventListener("dragleave", ({ relatedTarget }) => { if (!relatedTarget) form.classList.remove("over"); });
addEventListener("drop", (event) => {
  event.preventDefault();
  form.classList.remove("over");
  add([...event.dataTransfer.files]);
});
