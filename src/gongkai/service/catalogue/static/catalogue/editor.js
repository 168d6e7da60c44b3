/* The body of an edition as a page to write on. The plain field underneath is what is sent; without this script it
   is there alone. What is pasted goes to the server first, which keeps tables and takes away what Word adds. */
(() => {
  "use strict";
  const BLOCKS = { p: "p", h2: "h2", h3: "h3" };

  const named = (pictures, from, to) => (root) => {
    for (const image of root.querySelectorAll("img")) {
      const src = image.getAttribute("src") || "";
      for (const [name, url] of Object.entries(pictures)) {
        if (src === from(name, url)) image.setAttribute("src", to(name, url));
      }
    }
  };
  const attachment = (name) => "/attachments/" + name;

  function start(place) {
    const source = place.querySelector("textarea");
    if (!source) return;
    const words = JSON.parse(place.dataset.words);
    const pictures = JSON.parse(place.dataset.pictures || "{}");
    const show = named(pictures, attachment, (_name, url) => url);
    const hide = named(pictures, (_name, url) => url, attachment);
    const token = () => place.closest("form").querySelector("[name=csrfmiddlewaretoken]").value;

    const editor = document.createElement("div");
    editor.className = "editor";
    const bar = document.createElement("div");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", words.toolbar);
    const text = document.createElement("div");
    text.className = "text paper";
    text.contentEditable = "true";
    text.lang = "zh-Hans"; // what is written, not the words around it
    text.spellcheck = false;
    text.setAttribute("role", "textbox");
    text.setAttribute("aria-multiline", "true");
    text.setAttribute("aria-label", words.body);
    if (source.getAttribute("aria-describedby")) text.setAttribute("aria-describedby", source.getAttribute("aria-describedby"));
    if (source.getAttribute("aria-invalid")) text.setAttribute("aria-invalid", "true");
    const says = document.createElement("p");
    says.className = "says";
    says.setAttribute("role", "status");
    editor.append(bar, text, says);

    const fill = () => {
      const held = new DOMParser().parseFromString(source.value, "text/html").body;
      const plain = !held.firstElementChild;
      text.replaceChildren();
      if (plain) {
        for (const line of source.value.split("\n")) {
          if (!line.trim()) continue;
          const p = document.createElement("p");
          p.textContent = line;
          text.append(p);
        }
      } else {
        held.querySelectorAll("script, style, iframe, object, link, meta").forEach((one) => one.remove());
        held.querySelectorAll("*").forEach((one) => {
          for (const attribute of [...one.attributes]) {
            if (attribute.name === "style" || attribute.name.startsWith("on")) one.removeAttribute(attribute.name);
          }
        });
        show(held);
        for (const node of [...held.childNodes]) {
          if (node.nodeType !== Node.TEXT_NODE || node.data.trim()) text.append(node);
        }
      }
      if (!text.firstChild) text.append(Object.assign(document.createElement("p"), { innerHTML: "<br>" }));
    };
    const keep = () => {
      if (editor.hidden) return;
      const copy = text.cloneNode(true);
      hide(copy);
      source.value = text.textContent.trim() || copy.querySelector("img, table") ? copy.innerHTML : "";
    };

    const cell = () => {
      const at = document.getSelection().anchorNode;
      const near = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement);
      const found = near && near.closest("td, th");
      return found && text.contains(found) ? found : null;
    };
    const caretIn = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      range.collapse(true);
      const selection = document.getSelection();
      selection.removeAllRanges();
      selection.addRange(range);
    };
    const empty = (like) => {
      const made = document.createElement(like && like.tagName === "TH" ? "th" : "td");
      made.append(document.createElement("br"));
      return made;
    };
    // Rows and columns are counted on the grid: a merged cell is widened or narrowed, not torn.
    const grid = (table) => {
      const rows = [];
      [...table.rows].forEach((row, y) => {
        let x = 0;
        rows[y] = rows[y] || [];
        for (const one of row.cells) {
          while (rows[y][x]) x += 1;
          for (let dy = 0; dy < one.rowSpan && y + dy < table.rows.length; dy += 1) {
            rows[y + dy] = rows[y + dy] || [];
            for (let dx = 0; dx < one.colSpan; dx += 1) rows[y + dy][x + dx] = one;
          }
          x += one.colSpan;
        }
      });
      return rows;
    };
    const column = (table, one) => grid(table).map((row) => row.indexOf(one)).find((x) => x >= 0);
    const actions = {
      bold: () => document.execCommand("bold"),
      ul: () => document.execCommand("insertUnorderedList"),
      ol: () => document.execCommand("insertOrderedList"),
      undo: () => document.execCommand("undo"),
      redo: () => document.execCommand("redo"),
      center: () => aligned("center"),
      right: () => aligned("right"),
      table: () => {
        const row = "<tr><td><br></td><td><br></td><td><br></td></tr>";
        document.execCommand("insertHTML", false, `<table><tbody>${row}${row}${row}</tbody></table><p><br></p>`);
      },
      rowadd: () => {
        const one = cell();
        if (!one) return;
        const row = one.parentElement, table = one.closest("table"), held = grid(table);
        const y = row.rowIndex + one.rowSpan - 1, below = held[y + 1] || [];
        const made = document.createElement("tr");
        const widened = new Set();
        held[y].forEach((above, x) => {
          if (above && above === below[x]) {
            if (!widened.has(above)) above.rowSpan += 1;
            widened.add(above);
          } else made.append(empty(null));
        });
        table.rows[y].after(made);
        if (made.cells.length) caretIn(made.cells[0]);
      },
      rowdel: () => {
        const one = cell();
        if (!one) return;
        const row = one.parentElement, table = one.closest("table"), held = grid(table), y = row.rowIndex;
        if (table.rows.length === 1) { table.remove(); return; }
        const next = table.rows[y + 1];
        for (const each of new Set(held[y])) {
          if (!each || each.rowSpan === 1) continue;
          if (each.parentElement === row && next) {
            const x = held[y].indexOf(each);
            const after = held[y + 1].slice(x + each.colSpan).find((other) => other && other.parentElement === next);
            next.insertBefore(each, after || null);
          }
          each.rowSpan -= 1;
        }
        row.remove();
      },
      coladd: () => {
        const one = cell();
        if (!one) return;
        const table = one.closest("table"), held = grid(table), x = column(table, one) + one.colSpan - 1;
        const widened = new Set();
        held.forEach((row, y) => {
          const at = row[x];
          if (at && at === row[x + 1]) {
            if (!widened.has(at)) at.colSpan += 1;
            widened.add(at);
          } else if (!at || at.parentElement === table.rows[y]) {
            const made = empty(at);
            if (at && at.rowSpan > 1) made.rowSpan = at.rowSpan;
            if (at) at.after(made); else table.rows[y].append(made);
          }
        });
      },
      coldel: () => {
        const one = cell();
        if (!one) return;
        const table = one.closest("table"), x = column(table, one);
        for (const each of new Set(grid(table).map((row) => row[x]).filter(Boolean))) {
          if (each.colSpan > 1) each.colSpan -= 1; else each.remove();
        }
        if (![...table.rows].some((row) => row.cells.length)) table.remove();
      },
      source: () => {
        keep();
        editor.hidden = true;
        source.hidden = false;
        back.hidden = false;
        source.focus();
      },
    };
    for (const block of Object.values(BLOCKS)) actions[block] = () => document.execCommand("formatBlock", false, block);
    const aligned = (how) => {
      const at = document.getSelection().anchorNode;
      const near = at && (at.nodeType === Node.ELEMENT_NODE ? at : at.parentElement);
      const block = near && near.closest("p, h2, h3, h4, h5, h6, td, th");
      if (!block || !text.contains(block) || block === text) return;
      const had = block.classList.contains(how);
      block.classList.remove("center", "right");
      if (!had) block.classList.add(how);
      if (!block.className) block.removeAttribute("class");
    };

    const buttons = {};
    for (const part of [["p", "h2", "h3"], ["bold", "ul", "ol", "center", "right"], ["table", "rowadd", "rowdel", "coladd", "coldel"], ["undo", "redo", "source"]]) {
      const group = document.createElement("span");
      group.className = "part";
      for (const name of part) {
        const button = document.createElement("button");
        button.type = "button";
        button.textContent = words[name];
        button.addEventListener("mousedown", (event) => event.preventDefault()); // the selection stays
        button.addEventListener("click", () => {
          if (name !== "source") text.focus();
          actions[name]();
          keep();
          mark();
        });
        buttons[name] = button;
        group.append(button);
      }
      bar.append(group);
    }
    // One stop of the tab key; arrows go from button to button.
    const all = [...bar.querySelectorAll("button")];
    all.forEach((button, at) => { button.tabIndex = at ? -1 : 0; });
    bar.addEventListener("keydown", (event) => {
      const at = all.indexOf(document.activeElement);
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (at < 0 || to === undefined) return;
      event.preventDefault();
      const next = all[(to + all.length) % all.length];
      all.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
      next.focus();
    });
    const mark = () => {
      const at = document.getSelection().anchorNode;
      if (!at || !text.contains(at)) return;
      const block = String(document.queryCommandValue("formatBlock")).toLowerCase();
      for (const name of Object.keys(BLOCKS)) buttons[name].setAttribute("aria-pressed", String(block === name));
      buttons.bold.setAttribute("aria-pressed", String(document.queryCommandState("bold")));
    };
    document.addEventListener("selectionchange", mark);

    text.addEventListener("paste", async (event) => {
      event.preventDefault();
      const html = event.clipboardData.getData("text/html"), plain = event.clipboardData.getData("text/plain");
      if (!html && !plain) return;
      says.textContent = words.pasting;
      let cleaned = null;
      try {
        const body = new URLSearchParams({ html, text: plain, csrfmiddlewaretoken: token() });
        const answer = await fetch(place.dataset.paste, { method: "POST", body, redirect: "error" });
        const told = await answer.text();
        if (answer.ok) cleaned = told;
        else says.textContent = answer.status < 500 && told.length < 300 ? told : words.failed;
      } catch {
        says.textContent = words.failed;
      }
      text.focus();
      if (cleaned === null) document.execCommand("insertText", false, plain);
      else {
        document.execCommand("insertHTML", false, cleaned);
        says.textContent = words.pasted;
      }
      keep();
    });
    text.addEventListener("drop", (event) => event.preventDefault());
    text.addEventListener("input", keep);

    const back = document.createElement("button");
    back.type = "button";
    back.className = "small";
    back.hidden = true;
    back.textContent = words.visual;
    back.addEventListener("click", () => {
      fill();
      editor.hidden = false;
      source.hidden = true;
      back.hidden = true;
      text.focus();
    });

    source.after(editor, back);
    source.hidden = true;
    place.classList.add("live");
    document.execCommand("styleWithCSS", false, false);
    document.execCommand("defaultParagraphSeparator", false, "p");
    fill();
    const label = place.querySelector("label");
    if (label) label.addEventListener("click", () => text.focus());
    if (location.hash === "#" + source.id) text.focus();
    place.closest("form").addEventListener("submit", keep);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-editor]").forEach(start));

  // What was typed and not saved is not left behind unasked.
  let touched = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[method=post]")) touched = true; });
  document.addEventListener("submit", () => { touched = false; });
  window.addEventListener("beforeunload", (event) => { if (touched) event.preventDefault(); });
})();
