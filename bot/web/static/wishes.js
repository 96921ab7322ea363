// Photos and places: what a reply may ask for besides words. Loaded before chat.js, whose functions it calls.
"use strict";

const MOST_BYTES = 10 * 1024 * 1024;
const SMALL_BYTES = 1024 * 1024;
const LONGEST_SIDE = 2000;
const KINDS = ["image/jpeg", "image/png", "image/webp"];
const UPLOAD_WITHIN = 150000;
const FIND_WITHIN = 15000;

let asked = []; // what the reply at the bottom asks for

function wishItems(wishes) {
  asked = wishes;
  const items = [];
  if (wishes.includes("photo")) items.push(photoItem());
  if (wishes.includes("location") && navigator.geolocation) items.push(placeItem());
  return items;
}

function wishButton(text, name) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "wish";
  made.dataset.wish = name;
  made.textContent = text;
  return made;
}

// ---- photos --------------------------------------------------------------------------------

function photoItem() {
  const item = document.createElement("li");
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/*";
  input.multiple = true;
  input.hidden = true;
  const button = wishButton(log.dataset.photoChoose, "photo");
  button.setAttribute("aria-describedby", "photo-hint");
  button.addEventListener("click", () => input.click());
  input.addEventListener("change", () => takeFiles(input.files));
  item.append(button, input);
  return item;
}

async function takeFiles(files) {
  for (const file of Array.from(files).slice(0, 5)) await takeFile(file);
}

async function takeFile(file) {
  const token = state.token;
  removeChoices();
  const bubble = photoBubble();
  scrollDown();
  const picture = await drawn(file);
  if (picture) bubble.append(thumbnail(picture));
  const small = (await shrunk(file, picture)) || file;
  if (token !== state.token) return; // the chat was cleared meanwhile
  if (!KINDS.includes(small.type)) {
    refusePhoto(bubble, log.dataset.photoNotAnImage);
    return;
  }
  if (small.size > MOST_BYTES) {
    refusePhoto(bubble, log.dataset.photoTooLarge);
    return;
  }
  bubble.append(progressBar());
  scrollDown();
  setStatus("photoSending");
  send({ id: randomId(12), file: small, bubble });
}

function photoBubble() {
  const bubble = element("div", "bubble mine photo");
  bubble.append(speaker(log.dataset.you), document.createTextNode(log.dataset.photoYours));
  log.append(bubble);
  return bubble;
}

function progressBar() {
  const bar = document.createElement("progress");
  bar.max = 1;
  bar.value = 0;
  bar.setAttribute("aria-label", statusLine.dataset.photoSending);
  return bar;
}

async function drawn(file) {
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null; // no picture to this browser; the server will say so
  }
}

function painted(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "white";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

function thumbnail(picture) {
  const canvas = painted(picture, 320);
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", log.dataset.photoYours);
  return canvas;
}

// A phone's photo of 8 MB takes minutes on a bad network, and the server makes it smaller anyway.
function shrunk(file, picture) {
  if (!picture || (file.size <= SMALL_BYTES && KINDS.includes(file.type))) return null;
  return new Promise((resolve) => painted(picture, LONGEST_SIDE).toBlob(resolve, "image/jpeg", 0.88));
}

function upload(job) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest(); // fetch tells no progress
    request.open("POST", `/api/photos?id=${job.id}`);
    request.timeout = UPLOAD_WITHIN;
    request.setRequestHeader("Authorization", `Bearer ${state.token}`);
    request.setRequestHeader("Content-Type", job.file.type);
    const bar = job.bubble.querySelector("progress");
    request.upload.addEventListener("progress", (event) => {
      if (bar && event.total) bar.value = event.loaded / event.total;
    });
    request.addEventListener("load", () => resolve(request));
    for (const end of ["error", "timeout", "abort"]) request.addEventListener(end, () => resolve(null));
    request.send(job.file);
  });
}

function photoAnswered(job, answer) {
  if (answer.status === 202) {
    const bar = job.bubble.querySelector("progress");
    if (bar) bar.remove();
    state.said.push({ mine: log.dataset.photoYours });
    setStatus("photoSent");
    return;
  }
  let said = "";
  try {
    said = JSON.parse(answer.responseText).say || "";
  } catch {
    said = "";
  }
  refusePhoto(job.bubble, said || log.dataset.photoBroken);
}

function refusePhoto(bubble, text) {
  const bar = bubble.querySelector("progress");
  if (bar) bar.remove();
  const trouble = element("p", "trouble", text);
  trouble.setAttribute("role", "alert");
  bubble.append(trouble);
  setStatus("");
  offerAgain();
  scrollDown();
}

function pictures(transfer) {
  const files = Array.from((transfer && transfer.files) || []);
  return asked.includes("photo") ? files : [];
}

document.addEventListener("paste", (event) => {
  const files = pictures(event.clipboardData);
  if (!files.length) return;
  event.preventDefault();
  takeFiles(files);
});

// A file dropped beside the page would be opened in its place.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  takeFiles(pictures(event.dataTransfer));
});

// ---- places --------------------------------------------------------------------------------

function placeItem() {
  const item = document.createElement("li");
  const button = wishButton(log.dataset.locationSend, "location");
  button.addEventListener("click", () => findPlace(button));
  item.append(button);
  return item;
}

function findPlace(button) {
  button.disabled = true;
  setStatus("locationFinding");
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const round = (degrees) => Math.round(degrees * 1e6) / 1e6;
      const location = { latitude: round(coords.latitude), longitude: round(coords.longitude) };
      say({ text: log.dataset.locationYours, location });
    },
    () => {
      button.disabled = false;
      setStatus("locationFailed");
    },
    { enableHighAccuracy: true, timeout: FIND_WITHIN, maximumAge: 60000 },
  );
}
