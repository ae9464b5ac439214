// The three standard streams as the terminal sees them, so that a test can hand in its own.

export type InputStream = NodeJS.ReadableStream & { readonly isTTY?: boolean };

export type OutputStream = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
};

export type Environment = Readonly<Record<string, string | undefined>>;
