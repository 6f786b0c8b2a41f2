// Share links: a JSON value in the address, base64url of its UTF-8 text.

const LONGEST = 60_000; // characters; browsers and mail programs cut longer addresses

export function encoded(value: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(value));
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The value of a share link, or null where the text is none; what is in it is for others to check. */
export function decoded(text: string | null): unknown {
  if (!text || text.length > LONGEST) return null;
  try {
    const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(plain, (c) => c.charCodeAt(0))));
  } catch {
    return null;
  }
}

/** The whole address of a page with a value in it, and nothing else: never a token that somebody came with. */
export function address(hash: string): string {
  return `${location.origin}${location.pathname}${hash}`;
}

/** Put a text where people can paste it from; false where the browser does not let us. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.style.cssText = "position:fixed;opacity:0";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
