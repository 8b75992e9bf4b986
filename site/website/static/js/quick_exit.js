// Leave a page about violence at once: by the button, or by pressing Shift three times. Without this file the button is
// a plain link. Loaded instead of site.js, so that such a page keeps nothing about its reader.

const WAIT = 5000;
const box = document.querySelector(".quick-exit");
const status = box.querySelector("[role=status]");
let presses = 0;
let alone = false; // whether Shift is down and nothing else was touched since
let timer;
let cover;

function count(number, words = "") {
  clearTimeout(timer);
  presses = number;
  box.dataset.presses = number;
  status.textContent = words;
}

function leave(href) {
  if (cover) return;
  count(0);
  document.body.classList.add("is-left");
  cover = document.createElement("div");
  cover.className = "quick-exit__cover";
  cover.setAttribute("role", "alert");
  document.body.append(cover);
  cover.textContent = box.dataset.loading;
  location.replace(href); // takes the place of this page, so that "back" does not lead to it
}

for (const link of document.querySelectorAll("[data-quick-exit]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  // It is named a button, and a button is pressed with the space bar too.
  link.addEventListener("keydown", (event) => {
    if (event.key === " " && link.role === "button") {
      event.preventDefault();
      leave(link.href);
    }
  });
}

document.addEventListener("keydown", (event) => {
  if (event.repeat) return;
  // Shift with Alt or Ctrl changes the keyboard layout or the direction of the text.
  alone = event.key === "Shift" && !(event.altKey || event.ctrlKey || event.metaKey);
  if (!alone && presses) count(0);
});
document.addEventListener("pointerdown", () => {
  alone = false;
});
document.addEventListener("keyup", (event) => {
  if (event.key !== "Shift" || !alone) return;
  alone = false;
  if (presses === 2) {
    leave(box.querySelector("a").href);
    return;
  }
  count(presses + 1, presses ? box.dataset.one : box.dataset.two);
  timer = setTimeout(() => count(0, box.dataset.expired), WAIT);
});

// Back from where the button led: the page is a page again.
addEventListener("pageshow", () => {
  document.body.classList.remove("is-left");
  cover?.remove();
  cover = undefined;
  count(0);
});
