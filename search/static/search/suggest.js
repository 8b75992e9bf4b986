// Titles while somebody types, as a combobox by the ARIA Authoring Practices. Fetched when a search field gets the focus.

const WAIT = 150; // milliseconds without a key before the site is asked

export function suggest(input) {
  if (input.dataset.suggests) {
    return;
  }
  input.dataset.suggests = "yes";
  const { suggest: address, suggestLabel: label } = input.form.dataset;
  const list = document.createElement("ul");
  list.id = `${input.id}-suggestions`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", label);
  list.hidden = true;
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.form.classList.add("has-suggestions");
  input.form.append(list, status);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) {
    input.setAttribute(name, value);
  }

  const kept = new Map();
  let timer;
  let asked = "";

  const options = () => [...list.children];
  const chosen = () => list.querySelector("[aria-selected=true]");

  function close() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) {
      input.setAttribute("aria-activedescendant", option.id);
    } else {
      input.removeAttribute("aria-activedescendant");
    }
  }

  function show(found) {
    list.replaceChildren(...found.map(({ title, official, href }, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      option.dataset.href = href;
      option.append(title);
      if (official) {
        const term = document.createElement("i");
        term.lang = "pl";
        term.dir = "ltr";
        term.textContent = official;
        option.append(" ", term);
      }
      return option;
    }));
    list.hidden = !found.length;
    input.setAttribute("aria-expanded", String(found.length > 0));
    input.removeAttribute("aria-activedescendant");
    status.textContent = found.length ? `${label}: ${found.length}` : "";
  }

  async function ask() {
    const text = input.value.trim().toLowerCase();
    asked = text;
    if (text.length < 2) {
      close();
      return;
    }
    if (!kept.has(text)) {
      const answer = await fetch(`${address}?q=${encodeURIComponent(text)}`).catch(() => null);
      const found = answer?.ok ? await answer.json().catch(() => null) : null;
      if (found) {
        kept.set(text, found.suggestions);
      }
    }
    if (asked === text && document.activeElement === input) {
      show(kept.get(text) ?? []);
    }
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || list.hidden) {
      return;
    }
    const all = options();
    const place = all.indexOf(chosen());
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = place + step;
      choose(next < -1 ? all.at(-1) : all[next]);
    } else if (event.key === "Enter" && place >= 0) {
      event.preventDefault();
      location.assign(all[place].dataset.href);
    } else if (event.key === "Escape") {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", () => setTimeout(close, 150));
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) {
      location.assign(option.dataset.href);
    }
  });
}
