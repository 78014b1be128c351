import { useAssessment } from './assessment.queries.js';

export function SettingsTab() {
  const { assessment } = useAssessment();
  return <p dir="auto">{assessment.description}</p>;
}
