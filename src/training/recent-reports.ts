import { randomUUID } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { ShownReport } from '../views/training-checks.js';

/** The reports shown last, for their buttons. In memory only: a report holds names, and the next training makes a new one. */
export interface RecentReports {
  /** Stores a report. @returns it with an id. */
  add(report: Pick<ShownReport, 'report' | 'links'>): ShownReport;
  find(id: string): ShownReport | undefined;
  /** Stores that someone of a report was merged into another person. @returns the report as it is now. */
  addMerged(id: string, personId: string): ShownReport | undefined;
  /** Forgets all reports, because someone in them may have to be erased. */
  forgetAll(): void;
}

const MAX_REPORTS = 50;

export function createRecentReports(): RecentReports {
  const reports = new LRUCache<string, ShownReport>({ max: MAX_REPORTS });
  return {
    add({ report, links }) {
      const shown = { id: randomUUID(), report, links, merged: new Set<string>() };
      reports.set(shown.id, shown);
      return shown;
    },
    find: (id) => reports.get(id),
    addMerged(id, personId) {
      const before = reports.get(id);
      if (before === undefined) return undefined;
      const now = { ...before, merged: new Set([...before.merged, personId]) };
      reports.set(id, now);
      return now;
    },
    forgetAll: () => reports.clear(),
  };
}
