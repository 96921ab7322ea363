// What the page shows: bubbles, choices, links and the status. Loaded before chat.js, whose state it shows.
"use strict";

// Whole addresses, and the bare ones of the state's own pages; no mail addresses.
const ADDRESS = /https?:\/\/\S+|[\w@.-]+\.gov\.vn(?![\w-]|\.\w)(?:\/\S*)?/g;

function linked(text) {
  const parts = document.createDocumentFragment();
  let done = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const address = found[0].replace(/[.,;:!?)\]}"'»”’…]+$/, "");
    const isWhole = address.includes("://");
    if (!isWhole && !/^[a-z0-9]/.test(address)) continue;
    if (!isWhole && address.split("/")[0].includes("@")) continue;
    const link = document.createElement("a");
    link.href = isWhole ? address : `https://${address}`;
    link.rel = "noopener noreferrer";
    link.target = "_blank";
    link.textContent = address;
    parts.append(unbroken(text.slice(done, found.index)), link);
    done = found.index + address.length;
  }
  parts.append(unbroken(text.slice(done)));
  return parts;
}

function codeOf(text) {
  const made = document.createElement("span");
  made.className = "code";
  made.textContent = text;
  return made;
}

// A ticket code is read aloud and copied: it stays on one line.
function unbroken(text) {
  const parts = document.createDocumentFragment();
  text.split(/(DN-[0-9A-Z]{4}-[0-9A-Z]{5})/).forEach((part, place) => {
    if (place % 2) parts.append(codeOf(part));
    else parts.append(part);
  });
  return parts;
}

function element(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text !== undefined) made.append(className === "title" ? text : linked(text));
  return made;
}

function speaker(name) {
  const made = document.createElement("span");
  made.className = "hidden";
  made.textContent = `${name}: `;
  return made;
}

const LISTS = { item: "ul", step: "ol" };

function bubbleOf(lines) {
  const bubble = element("div", "bubble");
  bubble.append(speaker(log.dataset.bot));
  let list = null;
  for (const line of lines) {
    const tag = LISTS[line.style];
    if (tag) {
      if (!list || list.tagName.toLowerCase() !== tag) {
        list = element(tag);
        bubble.append(list);
      }
      list.append(element("li", "", line.text));
    } else {
      list = null;
      bubble.append(element("p", line.style, line.text));
    }
  }
  return bubble;
}

function showReply(reply) {
  removeChoices();
  const bubble = bubbleOf(reply.lines);
  log.append(bubble);
  showChoices(reply);
  return bubble;
}

function showChoices(reply) {
  const wishes = wishItems(reply.wishes || []);
  if (!reply.buttons.length && !wishes.length) return;
  const choices = element("ul", "choices");
  choices.setAttribute("aria-label", log.dataset.choices);
  choices.append(...wishes);
  for (const button of reply.buttons) {
    const item = document.createElement("li");
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = button.text;
    made.addEventListener("click", (event) => {
      isByKeyboard = event.detail === 0;
      if (button.action) say({ text: button.text, action: button.action });
      else window.open(button.url, "_blank", "noopener,noreferrer");
    });
    item.append(made);
    choices.append(item);
  }
  log.append(choices);
}

function showMine(text) {
  removeChoices();
  const bubble = element("div", "bubble mine");
  bubble.append(speaker(log.dataset.you), document.createTextNode(text));
  log.append(bubble);
}

function offerAgain() {
  removeChoices();
  const last = state.said[state.said.length - 1];
  if (last && last.lines) showChoices(last);
}

function removeChoices() {
  asked = [];
  for (const old of log.querySelectorAll(".choices")) old.remove();
}

// Show the newest words from their beginning; down to the choices only when all of it fits.
function scrollDown() {
  const bubbles = log.querySelectorAll(".bubble");
  const newest = bubbles[bubbles.length - 1];
  if (newest) log.scrollTop = Math.min(log.scrollHeight - log.clientHeight, newest.offsetTop - 8);
}

function setStatus(name) {
  statusLine.dataset.now = name;
  statusLine.textContent = name ? statusLine.dataset[name] : "";
}

function showAll() {
  log.setAttribute("aria-busy", "true"); // nobody wants to hear all of it again
  log.replaceChildren();
  for (const turn of state.said) {
    if (turn.mine !== undefined) showMine(turn.mine);
    else showReply(turn);
  }
  scrollDown();
  window.setTimeout(() => log.setAttribute("aria-busy", "false"), 500);
}
