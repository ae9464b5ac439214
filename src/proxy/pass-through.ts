// Reads allowed documents of the real metadata service on behalf of pods, and remembers them as long as they hold.
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import type { AllowedDocument } from "./allow-list.ts";
import { errorAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";

export type PassThrough = (document: AllowedDocument) => Answer | Promise<Answer>;

interface Kept {
  readonly answer: Answer;
  readonly until: number;
}

/** Pods choose what follows `network/` or `tags/`: more answers than this are never kept. */
const mostKept = 500;
const absentSeconds = 5;

const notFound = errorAnswer(404);
const unavailable = errorAnswer(503, ["Retry-After", "1"]);

/** However many pods ask at once, the metadata service is asked for a document once: it has a budget of its own. */
export function createPassThrough(metadata: ReadMetadata, now: () => number): PassThrough {
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Answer>>();

  return (document) => {
    const known = kept.get(document.path);
    if (known !== undefined && known.until > now()) return known.answer;
    const reading = pending.get(document.path) ?? read(document).finally(() => pending.delete(document.path));
    pending.set(document.path, reading);
    return reading;
  };

  async function read({ path, freshSeconds }: AllowedDocument): Promise<Answer> {
    try {
      const { status, body } = await metadata(path);
      if (status === 200) return keep(path, textAnswer(body, new Date(now())), freshSeconds);
      return status === 404 ? keep(path, notFound, Math.min(absentSeconds, freshSeconds)) : unavailable;
    } catch {
      return unavailable;
    }
  }

  function keep(path: string, answer: Answer, seconds: number): Answer {
    const oldest = kept.keys().next();
    if (kept.size >= mostKept && oldest.done !== true) kept.delete(oldest.value);
    kept.set(path, { answer, until: now() + seconds * 1000 });
    return answer;
  }
}
