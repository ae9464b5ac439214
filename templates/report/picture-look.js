// How the picture's boxes and lines look, in the colours of the page.
function pictureLook() {
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
  const boxes = {
    label: "data(label)",
    shape: "round-rectangle",
    width: 190,
    height: 30,
    "font-size": 13,
    color: colour("ink"),
    "background-color": colour("raised"),
    "border-color": colour("quiet"),
    "border-width": 1,
    "text-valign": "center",
    "text-max-width": 180,
    "text-wrap": "ellipsis",
  };
  const lines = {
    width: 1.5,
    "curve-style": "bezier",
    "line-color": colour("quiet"),
    "target-arrow-color": colour("quiet"),
    "target-arrow-shape": "triangle",
    "arrow-scale": 0.8,
    "source-endpoint": "90deg",
    "target-endpoint": "270deg",
  };
  return [
    { selector: "node", style: boxes },
    { selector: "node[kind='role']", style: { shape: "ellipse", width: 240, height: 40, "text-max-width": 215 } },
    { selector: "node[kind='service']", style: { shape: "cut-rectangle", width: 150 } },
    {
      selector: "node[kind='frame']",
      style: { "background-opacity": 0, "border-color": colour("line"), padding: 5, shape: "round-rectangle" },
    },
    { selector: "node[?admin]", style: { "border-color": colour("critical"), "border-width": 3 } },
    { selector: "node[?missing]", style: { "border-style": "dashed" } },
    { selector: "edge", style: lines },
    {
      selector: "edge[count]",
      style: {
        "source-label": "data(count)",
        "source-text-offset": 22,
        "font-size": 11,
        color: colour("ink"),
        "text-background-color": colour("ground"),
        "text-background-opacity": 0.9,
        "text-background-padding": 1,
      },
    },
    // Many leave one box: there the numbers would stand on each other.
    {
      selector: "edge.revealed",
      style: { "source-label": "", "target-label": "data(count)", "target-text-offset": 22 },
    },
    { selector: "edge[label='read']", style: { "line-style": "dashed", width: 1, opacity: 0.7 } },
    {
      selector: "edge[?admin]",
      style: { "line-color": colour("critical"), "target-arrow-color": colour("critical") },
    },
    {
      selector: "edge[label='broken']",
      style: { "line-color": colour("high"), "target-arrow-color": colour("high"), "line-style": "dotted" },
    },
    { selector: "edge[label='conditional'], edge[label='unknown']", style: { "line-style": "dashed" } },
    { selector: ".faint", style: { opacity: 0.12 } },
    { selector: "node:selected", style: { "border-color": colour("link"), "border-width": 3 } },
  ];
}
