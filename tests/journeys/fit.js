// What somebody with large letters, wide spacing or a narrow window would miss: text beyond the edge or its button, cut off, or under other text.
() => {
  const out = [], lines = [];
  const wide = document.documentElement.clientWidth;
  const name = (one) => `${one.localName}.${one.className} “${one.textContent.trim().slice(0, 40)}”`;
  if (document.documentElement.scrollWidth > wide + 1) {
    const widest = [...document.body.querySelectorAll("*")].findLast((one) => one.getBoundingClientRect().right > wide + 1 && !one.closest(".visually-hidden"));
    out.push(`the page is ${document.documentElement.scrollWidth} px wide: ${widest && name(widest)}`);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const one = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || one.closest("script, style, option, textarea, template, svg, .visually-hidden, .skip, [aria-hidden=true]")) continue;
    if (!one.checkVisibility({ checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(walk.currentNode);
    for (const box of range.getClientRects()) {
      if (box.width < 3 || box.height < 5) continue;
      let state = "shown";
      for (let up = one; up && up !== document.body && state === "shown"; up = up.parentElement) {
        const look = getComputedStyle(up), edge = up.getBoundingClientRect();
        if (/auto|scroll/.test(look.overflowX)) state = "scrolls";
        if (!/hidden|clip/.test(look.overflow) || look.display === "inline") continue;
        // A line more or less of a snippet, and a name with an ellipsis, are meant: all of it stands on the page behind.
        const meant = look.webkitLineClamp !== "none" || look.textOverflow === "ellipsis" || edge.width < 3;
        const x = Math.min(box.right, edge.right) - Math.max(box.left, edge.left);
        const y = Math.min(box.bottom, edge.bottom) - Math.max(box.top, edge.top);
        if (meant) { if (x < box.width - 2 || y < box.height * .6) state = "meant"; continue; }
        if (x < box.width - 2 || y < box.height * .6) { state = "cut"; out.push(`cut off: ${name(one)}`); }
      }
      if (state !== "shown") continue;
      if (box.right > wide + 1 || box.left < -1) out.push(`beyond the edge: ${name(one)}`);
      const button = one.closest(".button")?.getBoundingClientRect();
      if (button && (box.right > button.right + 1 || box.left < button.left - 1)) out.push(`beyond its button: ${name(one)}`);
      lines.push([box, one]);
    }
  }
  lines.sort(([a], [b]) => a.top - b.top);
  lines.forEach(([a, one], at) => {
    for (let next = at + 1; next < lines.length && lines[next][0].top < a.bottom; next++) {
      const [b, other] = lines[next];
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (one !== other && x > 3 && y > Math.min(a.height, b.height) * .4) out.push(`${name(one)} lies on ${name(other)}`);
    }
  });
  return [...new Set(out)];
}
