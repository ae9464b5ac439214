// Policy documents as IAM hands them over: URL-encoded, which the JavaScript SDK leaves as it is.

/** The document's exact text. Emulators that answer plain JSON are understood too. */
export function decodeDocument(encoded: string): string {
  if (encoded.trimStart().startsWith("{")) return encoded;
  try {
    return decodeURIComponent(encoded);
  } catch {
    return encoded;
  }
}
