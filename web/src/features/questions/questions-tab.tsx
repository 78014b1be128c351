import { useAssessment } from '../assessments/assessment.queries.js';

export function QuestionsTab() {
  const { assessment } = useAssessment();
  return <p dir="auto">{assessment.description}</p>;
}
