/** Counts what a reader reads in the blocks of a body, whatever client has fetched them. */

type Block = { type: string; value: unknown };

export function words(body: readonly Block[]): number {
  return body.map((block) => textOf(block.value)).join(" ").length;
}

function textOf(value: unknown): string {
  if (typeof value === "string") {
    return value;
  }
  if (Array.isArray(value)) {
    return value.map(textOf).join(" ");
  }
  if (value !== null && typeof value === "object") {
    return Object.values(value).map(textOf).join(" ");
  }
  return "";
}
