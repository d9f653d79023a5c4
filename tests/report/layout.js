// Measures the page that it is part of, and leaves what it found with the page around it.
addEventListener("load", () => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  const root = document.documentElement;
  const box = (element) => element.getBoundingClientRect();
  const named = (element) => element.tagName + " " + element.textContent.trim().slice(0, 40);
  const all = (selector) => [...document.querySelectorAll(selector)];

  const wide = all("body *").filter((element) =>
    !element.closest(".scroll, pre, svg") && box(element).right > root.clientWidth + 1);

  const plots = all("svg.plot").map((plot) =>
    [...plot.querySelectorAll("text")].filter((label) => label.textContent.trim()));
  const outside = plots.flat().filter((label) => box(label).left < -1 || box(label).right > root.clientWidth + 1);
  const small = plots.flat().filter((label) => box(label).height < 9);
  const over = plots.flatMap((labels) => labels.flatMap((one, at) => labels.slice(at + 1).filter((other) => {
    const [a, b] = [box(one), box(other)];
    const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    return width > 1.5 && height > 3;
  }).map((other) => one.textContent + " / " + other.textContent)));

  const links = all("a[href^='#']").filter((link) => !document.getElementById(link.hash.slice(1)));
  parent.document.body.dataset.seen = JSON.stringify({
    plots: plots.length,
    loaded: performance.getEntriesByType("resource").map((entry) => entry.name),
    wide: wide.map(named),
    outside: outside.map(named),
    small: small.map(named),
    over,
    links: links.map(named),
  });
});
