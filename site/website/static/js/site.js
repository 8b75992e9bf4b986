// Four small helps; everything works without them.

// Remember the language a reader has chosen, for the next visit to the front door.
document.querySelector(".languages")?.addEventListener("click", (event) => {
  const link = event.target.closest("a[hreflang]");
  if (link) {
    document.cookie = `language=${link.hreflang}; Path=/; Max-Age=31536000; SameSite=Lax`;
  }
});

// Suggest titles while somebody types; the module comes when a search field is used for the first time.
document.addEventListener("focusin", async ({ target }) => {
  const from = target.name === "q" && target.form?.dataset.module;
  if (from) {
    (await import(from)).suggest(target);
  }
});

// Say whether an office is open at this moment in Poland, and mark today's hours. The page itself holds only the hours.
const parts = new Intl.DateTimeFormat("en-GB", {
  timeZone: "Europe/Warsaw", weekday: "short", hour: "2-digit", minute: "2-digit",
  year: "numeric", month: "2-digit", day: "2-digit", hourCycle: "h23",
});

function warsaw(moment) {
  const value = Object.fromEntries(parts.formatToParts(moment).map((part) => [part.type, part.value]));
  return {
    weekday: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(value.weekday),
    day: `${value.year}-${value.month}-${value.day}`,
    time: `${value.hour}:${value.minute}`,
  };
}

function isOpen(hours, closed, { weekday, day, time }) {
  return !closed.split(" ").includes(day) && hours.split(";").some((row) => {
    const [number, opens, closes] = row.split(" ");
    return Number(number) === weekday && opens <= time && time < closes;
  });
}

function showOpen() {
  const now = warsaw(new Date());
  for (const row of document.querySelectorAll("[data-weekdays]")) {
    row.classList.toggle("facts__hours--today", row.dataset.weekdays.split(" ").includes(String(now.weekday)));
  }
  for (const label of document.querySelectorAll(".open-now")) {
    const open = isOpen(label.dataset.hours, label.dataset.closed, now);
    label.textContent = open ? label.dataset.open : label.dataset.shut;
    label.classList.toggle("open-now--open", open);
    label.hidden = false;
  }
}

if (document.querySelector(".open-now")) {
  showOpen();
  setInterval(showOpen, 60000);
}

// Say how many seats are free. They have an address of their own: pages stay the same when somebody registers.
const seats = document.querySelector("[data-seats-from]")?.dataset.seatsFrom;

if (seats) {
  const answer = await fetch(seats).catch(() => null);
  const words = answer?.ok ? await answer.json() : {};
  for (const label of document.querySelectorAll("[data-seats]")) {
    label.textContent = words[label.dataset.seats] ?? "";
  }
}
