// Reads allowed documents of the real metadata service on behalf of pods, and remembers them as long as they hold.
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import type { AllowedDocument } from "./allow-list.ts";
import { errorAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";

/** `caller` is the address of whoever asks. */
export type PassThrough = (document: AllowedDocument, caller: string) => Answer | Promise<Answer>;

export interface PassThroughOptions {
  readonly metadata: ReadMetadata;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** False when the caller has made the real service work more than it may. */
  readonly mayRead: (caller: string) => boolean;
}

interface Kept {
  readonly answer: Answer;
  readonly until: number;
}

/** Pods choose what follows `network/` or `tags/`: more answers that pass than this are never kept. */
const mostKept = 500;
const mostPending = 32;
const absentSeconds = 5;

const notFound = errorAnswer(404);
const unavailable = errorAnswer(503, ["Retry-After", "1"]);

/** However many pods ask at once, the metadata service is asked for a document once: it has a budget of its own. */
export function createPassThrough({ metadata, now, mayRead }: PassThroughOptions): PassThrough {
  /** What never changes; the real service has few such documents, and nothing that pods ask for can displace them. */
  const fixed = new Map<string, Answer>();
  const kept = new Map<string, Kept>();
  const pending = new Map<string, Promise<Answer>>();

  return (document, caller) => {
    const { path } = document;
    const known = fixed.get(path) ?? fresh(kept.get(path)) ?? pending.get(path);
    if (known !== undefined) return known;
    if (pending.size >= mostPending || !mayRead(caller)) return unavailable;
    const reading = read(document).finally(() => pending.delete(path));
    pending.set(path, reading);
    return reading;
  };

  function fresh(entry: Kept | undefined): Answer | undefined {
    return entry !== undefined && entry.until > now() ? entry.answer : undefined;
  }

  async function read(document: AllowedDocument): Promise<Answer> {
    try {
      const { status, body } = await metadata(document.path);
      if (status === 200) return keep(document, textAnswer(filter(body, document.shows), new Date(now())));
      return status === 404 ? keepForAWhile(document.path, notFound, absentSeconds) : unavailable;
    } catch {
      return unavailable;
    }
  }

  function keep({ path, freshSeconds }: AllowedDocument, answer: Answer): Answer {
    if (Number.isFinite(freshSeconds)) return keepForAWhile(path, answer, freshSeconds);
    fixed.set(path, answer);
    return answer;
  }

  function keepForAWhile(path: string, answer: Answer, seconds: number): Answer {
    const oldest = kept.keys().next();
    if (kept.size >= mostKept && oldest.done !== true) kept.delete(oldest.value);
    kept.set(path, { answer, until: now() + seconds * 1000 });
    return answer;
  }
}

function filter(body: Buffer, shows: AllowedDocument["shows"]): Buffer | string {
  if (shows === undefined) return body;
  return body.toString("latin1").split("\n").filter(shows).join("\n");
}
