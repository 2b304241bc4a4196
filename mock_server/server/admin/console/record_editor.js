// A dialog that edits one record: a field for each member that the document describes, or the whole as JSON.

import { button, element } from "./dom.js";

const PLAIN = new Set(["string", "integer", "number", "boolean"]);

let numbered = 0;

// Resolves to true once `keep(value, force)` has succeeded, to false where the user leaves.
export function edit(title, record, members, keep) {
  return new Promise((done) => {
    const described = new Map(members.map((member) => [member.name, member]));
    const names = [...new Set([...Object.keys(record), ...described.keys()])];
    const fields = names.map((name) => field(name, record[name], described.get(name)));
    const whole = element("textarea", { "aria-label": "The record as JSON", spellcheck: "false", hidden: true });
    const form = element("div", {}, fields.map(({ row }) => row));
    const wrong = element("p", { class: "wrong", role: "alert" });
    const force = element("input", { type: "checkbox", id: `force-${++numbered}` });
    const value = () => {
      if (!whole.hidden) return JSON.parse(whole.value);
      const made = {};
      for (const { name, read } of fields) {
        const given = read();
        if (given !== undefined) made[name] = given;
      }
      return made;
    };
    const turn = button("As JSON", () => {
      if (whole.hidden) {
        whole.value = JSON.stringify(value(), null, 2);
        whole.rows = 16;
      }
      whole.hidden = !whole.hidden;
      form.hidden = !whole.hidden;
      turn.hidden = true;
    });
    const box = element("dialog", { "aria-label": title, onclose: () => { box.remove(); done(box.returnValue === "kept"); } },
      element("h2", {}, title), form, whole, wrong,
      element("div", { class: "bar" },
        button("Keep", async () => {
          try {
            wrong.textContent = "";
            await keep(value(), force.checked);
            box.close("kept");
          } catch (error) {
            wrong.textContent = error.message;
          }
        }),
        button("Cancel", () => box.close("")), turn,
        force, element("label", { for: force.id }, "keep it though it breaks the document")));
    document.body.append(box);
    box.showModal();
  });
}

function field(name, value, member) {
  const id = `field-${++numbered}`;
  const type = (member?.types ?? []).find((one) => PLAIN.has(one)) ?? typeof value;
  const plain = value === undefined || value === null ? PLAIN.has(type) : PLAIN.has(type) && typeof value !== "object";
  let control;
  let read;
  if (member?.enum) {
    control = element("select", { id }, ["", ...member.enum.map((one) => JSON.stringify(one))].map((text) =>
      element("option", { value: text, selected: text === JSON.stringify(value) }, text || "left out")));
    read = () => (control.value ? JSON.parse(control.value) : undefined);
  } else if (type === "boolean") {
    control = element("select", { id }, ["", "true", "false"].map((text) =>
      element("option", { value: text, selected: text === String(value) }, text || "left out")));
    read = () => (control.value ? control.value === "true" : undefined);
  } else if (plain) {
    control = element("input", { id, type: "text", value: value ?? "", spellcheck: "false" });
    control.value = value ?? "";
    read = () => {
      if (control.value === "") return value === "" || value === null ? value : undefined;
      const number = Number(control.value);
      return type !== "string" && Number.isFinite(number) ? number : control.value;
    };
  } else {
    control = element("textarea", { id, spellcheck: "false" });
    control.value = value === undefined ? "" : JSON.stringify(value, null, 2);
    control.rows = Math.min(8, control.value.split("\n").length + 1);
    read = () => {
      if (!control.value.trim()) return undefined;
      try {
        return JSON.parse(control.value);
      } catch {
        throw new Error(`${name} is no JSON`);
      }
    };
  }
  const hints = [member?.types?.join(" or "), member?.format, member?.required && "required", member?.readOnly && "set by the server"];
  const row = element("div", { class: "field" },
    element("label", { for: id }, name), control,
    element("small", {}, [hints.filter(Boolean).join(", "), member?.description].filter(Boolean).join(": ")));
  return { name, row, read };
}
