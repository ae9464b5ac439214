// Breaks a text into lines of at most a width, at spaces; a longer word stays whole, because it may be there to copy.

export function wrapText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, line];
}

/** The same, each line after `indent`. */
export function indentText(text: string, indent: string, width: number): string {
  return wrapText(text, Math.max(20, width - indent.length))
    .map((line) => `${indent}${line}`)
    .join("\n");
}
