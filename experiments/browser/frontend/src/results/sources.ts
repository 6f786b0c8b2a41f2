// Where the numbers of a chart come from: the result, and its tables.

import type { Details, Table } from "./api";
import { plain } from "./numbers";

export const sourceOf = (told: Details) =>
  ["Helpseek simulation", told.entry.name, told.entry.world && `world ${told.entry.world}`,
    told.entry.people !== null && `${plain(told.entry.people)} people`, told.entry.seeds].filter(Boolean).join(", ");

export const tableOf = (told: Details, name: string): Table | undefined => told.tables.find((table) => table.name === name);
