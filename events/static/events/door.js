// At the door: a tap changes one row instead of loading the list again. Without this the forms work as they are.
const list = document.querySelector("[data-door]");
const total = document.querySelector("[data-door-came]");

list?.addEventListener("submit", async (event) => {
  const form = event.target;
  const row = form.closest("li");
  const data = new FormData(form, event.submitter);
  event.preventDefault();
  if (row.ariaBusy === "true") return;
  row.ariaBusy = "true";
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: data,
      headers: { "X-Requested-With": "XMLHttpRequest" },
      redirect: "error",
    });
    if (!response.ok && response.status !== 409) throw new Error(response.status);
    const answer = document.createElement("template");
    answer.innerHTML = (await response.text()).trim();
    const fresh = answer.content.querySelector("li");
    row.replaceWith(fresh);
    if (total && fresh.dataset.came) total.textContent = fresh.dataset.came;
    fresh.querySelector("button")?.focus();
  } catch {
    // Logged out, or no network: the browser sends the form itself and shows what happens.
    row.ariaBusy = "false";
    const came = document.createElement("input");
    Object.assign(came, { type: "hidden", name: "came", value: data.get("came") });
    form.append(came);
    HTMLFormElement.prototype.submit.call(form);
  }
});
