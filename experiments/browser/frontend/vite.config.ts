import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig, type Plugin } from "vite";

/** The token of the server: its HELPSEEK_TOKEN. */
const headers = { Authorization: `Bearer ${process.env.HELPSEEK_TOKEN ?? ""}` };
const server = `127.0.0.1:${process.env.HELPSEEK_PORT ?? "8765"}`;

/** PixiJS offers to fetch all else that it can do; it is told not to (src/net/painter_webgl.ts), so that needs no files. */
const withoutExtras: Plugin = {
  name: "without-extras-of-pixi",
  transform(code, id) {
    if (!/\/pixi\.js\/.*\/(browserExt|webworkerExt)\.mjs$/.test(id)) return null;
    const without = code.replace(/await import\([^)]*\)/, "await undefined");
    if (without === code) this.error(`${id} fetches nothing any more: leave this plugin out`);
    return { code: without, map: null };
  },
};

const LICENCES = "licences.txt";

/** Some packages name their licence and bring no text: where that is MIT, whose words are always the same, they get it. */
const licencesWhole: Plugin = {
  name: "licences-whole",
  writeBundle({ dir }) {
    const file = join(dir!, LICENCES), words = /Permission is hereby granted[^]*?SOFTWARE\.\n/.exec(readFileSync("node_modules/preact/LICENSE", "utf8"))![0];
    writeFileSync(file, readFileSync(file, "utf8").replace(/^## (\S+) - \S+ \((.*)\)\n(?=\s*(?:## |$(?![^])))/gm, (heading, name: string, licence: string) => {
      const { author } = JSON.parse(readFileSync(join("node_modules", name, "package.json"), "utf8")) as { author?: string };
      if (licence !== "MIT" || typeof author !== "string") throw new Error(`${name} (${licence}) is bundled and brings no text of its licence`);
      return `${heading}\nMIT License\n\nCopyright (c) ${author.replace(/ *<.*>/, "")}\n\n${words}`;
    }));
  },
};

export default defineConfig({
  plugins: [withoutExtras, licencesWhole],
  base: "./",
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  build: {
    outDir: process.env.HELPSEEK_OUT ?? "../static", emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 1000,
    license: { fileName: LICENCES }, // of all that is bundled: their texts go with it
    rolldownOptions: {
      treeshake: {
        // PixiJS switches on all that it can do when imported; what we draw with is named in src/net/painter_webgl.ts.
        moduleSideEffects: (id) => !/\/node_modules\/pixi\.js\/lib\/(?!unsafe-eval\/)/.test(id),
      },
    },
  },
  server: { proxy: { "/api": { target: `http://${server}`, headers }, "/ws": { target: `ws://${server}`, ws: true, headers } } },
});
