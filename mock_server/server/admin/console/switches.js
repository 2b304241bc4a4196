// What is broken on purpose, what time it is, and what the state is or was.

import { call, currentSandbox } from "./api.js";
import { button, element, telling } from "./dom.js";

const PROFILES = ["slow", "flaky", "offline", "rate-limited"];
const part = encodeURIComponent;

export class Switches {
  constructor(panel, onSandboxes) {
    this.onSandboxes = onSandboxes;
    this.status = element("p", { class: "hint", role: "status" });
    this.faults = element("div", { class: "card" });
    this.state = element("div", { class: "card" });
    this.snapshots = element("div", { class: "card" });
    this.sandboxes = element("div", { class: "card" });
    panel.replaceChildren(this.status, element("div", { class: "cards" }, this.faults, this.state, this.snapshots, this.sandboxes));
  }

  async load() {
    const [faults, clock, snapshots, sandboxes] = await Promise.all(
      ["faults", "clock", "snapshots", "sandboxes"].map((path) => call("GET", path)));
    this.drawFaults(faults);
    this.drawState(clock);
    this.drawSnapshots(snapshots.snapshots);
    this.drawSandboxes(sandboxes.sandboxes);
  }

  // Does something, looks at everything again, and says what was done.
  doing(text, act) {
    return telling(async () => {
      this.status.textContent = "";
      await act();
      await this.load();
      this.status.textContent = `${text} (${currentSandbox() || "default"})`;
    });
  }

  drawFaults({ rules, written }) {
    const rule = element("input", { id: "rule", placeholder: "POST /clients: first 2 -> 503", spellcheck: "false" });
    const latency = element("input", { id: "latency", placeholder: "80ms, 100ms..1s, 80ms~lognormal", spellcheck: "false" });
    const profile = element("select", { id: "profile" }, PROFILES.map((name) => element("option", {}, name)));
    const put = (more) => call("PUT", "faults", { rules, ...more });
    const none = rules.length + written.length ? [] : [element("p", { class: "empty" }, "Every answer is as the document says.")];
    this.faults.replaceChildren(
      element("h2", {}, "Faults and latency"),
      element("ul", {},
        rules.map((one, index) => element("li", {}, element("code", {}, JSON.stringify(one)),
          button("Remove", this.doing("The rule is gone", () => call("PUT", "faults", { rules: rules.filter((_, at) => at !== index) })),
            { "aria-label": `Remove rule ${index + 1}` }))),
        written.map(({ place, rule: one }) => element("li", {}, element("code", { title: place }, JSON.stringify(one)),
          element("span", { class: "hint" }, "written")))),
      ...none,
      row("rule", "Rule", rule, button("Add rule", this.doing("The rule holds", () => put({ rules: [...rules, rule.value] })))),
      row("latency", "Latency", latency,
        button("Add latency", this.doing("Answers take longer", () => put({ rules: [...rules, `delay ${latency.value}`] })))),
      row("profile", "Profile", profile, button("Add profile", this.doing("The profile holds", () => put({ profile: profile.value })))),
      button("Remove all rules", this.doing("All rules are gone", () => call("DELETE", "faults")), { disabled: !rules.length }),
    );
  }

  drawState(clock) {
    const time = element("input", { id: "time", placeholder: "1.5h, -7d or 2026-03-01T09:00:00Z", spellcheck: "false" });
    const change = () => (/^\d{4}-/.test(time.value) ? { set: time.value } : { advance: time.value });
    this.state.replaceChildren(
      element("h2", {}, "State and time"),
      element("p", {}, "The clock shows ", element("code", {}, clock.now), clock.stopped ? " and stands still." : "."),
      row("time", "Set or advance", time, button("Set the clock", this.doing("The clock is set", () => call("POST", "clock", change())))),
      element("div", { class: "bar" },
        button(clock.stopped ? "Let the clock go" : "Stop the clock",
          this.doing(clock.stopped ? "The clock goes on" : "The clock stands still", () => call("POST", "clock", { stopped: !clock.stopped }))),
        button("Reset to the first records", this.doing("All is as at the start", () => call("POST", "reset"))),
        button("Read the document again", this.doing("The document is read again", () => call("POST", "reload")))),
    );
  }

  drawSnapshots(names) {
    const name = element("input", { id: "snapshot", placeholder: "before-checkout", spellcheck: "false" });
    this.snapshots.replaceChildren(
      element("h2", {}, "Snapshots"),
      names.length ? element("ul", {}, names.map((one) => element("li", {}, element("code", {}, one),
        button("Restore", this.doing(`${one} is restored`, () => call("POST", `snapshots/${part(one)}/restore`)), { "aria-label": `Restore ${one}` }),
        button("Delete", this.doing(`${one} is gone`, () => call("DELETE", `snapshots/${part(one)}`)), { "aria-label": `Delete ${one}` }))))
        : element("p", { class: "empty" }, "None has been taken."),
      row("snapshot", "Snapshot", name, button("Take a snapshot", this.doing("The snapshot is taken", () => call("POST", `snapshots/${part(name.value)}`)))),
    );
  }

  drawSandboxes(all) {
    const name = element("input", { id: "new-sandbox", placeholder: "my-test", spellcheck: "false" });
    const after = (act) => async () => {
      await act();
      await this.onSandboxes();
    };
    this.sandboxes.replaceChildren(
      element("h2", {}, "Sandboxes"),
      element("p", { class: "hint" }, "Each has records, faults, clock and requests of its own. One begins when a request names it: ",
        element("code", {}, "X-Mock-Sandbox: NAME"), "."),
      all.length ? element("ul", {}, all.map((one) => element("li", {}, element("span", {}, element("code", {}, one.name), ` ${one.records} record${one.records === 1 ? "" : "s"}`),
        button("End", this.doing(`${one.name} has ended`, after(() => call("DELETE", `sandboxes/${part(one.name)}`))), { "aria-label": `End ${one.name}` }))))
        : element("p", { class: "empty" }, "There is none."),
      row("new-sandbox", "Sandbox name", name, button("Begin a sandbox", this.doing("The sandbox has begun", after(() => call("PUT", `sandboxes/${part(name.value)}`, {}))))),
    );
  }
}

const row = (id, label, control, act) => element("div", { class: "bar" }, element("label", { for: id }, label), control, act);
