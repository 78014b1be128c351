import { latestReminderDay, mostReminderDays } from './limits.js';

/** "3, 7": up to five different days, each from 1 to 60. @returns undefined for anything else */
export function readDays(text: string): number[] | undefined {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const days = words.map((word) => (/^\d{1,3}$/.test(word) ? Number(word) : Number.NaN));
  const isFine = days.every((day) => day >= 1 && day <= latestReminderDay);
  return isFine && days.length <= mostReminderDays && new Set(days).size === days.length ? days : undefined;
}
