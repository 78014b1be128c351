import type { components } from '../../api/schema.js';
import type { Assessment } from './assessment.queries.js';

const settingNames = [
  'title',
  'description',
  'timeLimitMinutes',
  'passMarkPercent',
  'opensAt',
  'closesAt',
  'shuffleQuestions',
  'shuffleOptions',
  'presentation',
  'reviewPolicy',
  'language',
  'requireEmailVerification',
] as const satisfies readonly (keyof components['schemas']['ChangeAssessment'])[];

export type SettingName = (typeof settingNames)[number];
export type Settings = Pick<Assessment, SettingName>;

/** What the form is about; the public link has a place of its own. */
export function settingsOf(assessment: Assessment): Settings {
  return Object.fromEntries(settingNames.map((name) => [name, assessment[name]])) as unknown as Settings;
}
