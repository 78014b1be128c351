import { useAssessment } from './assessment.queries.js';

export function PublishTab() {
  const { assessment } = useAssessment();
  return <p dir="auto">{assessment.description}</p>;
}
