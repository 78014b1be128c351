export { default as assessments } from './assessments.json';
export { default as auth } from './auth.json';
export { default as common } from './common.json';
export { default as imports } from './imports.json';
export { default as outbox } from './outbox.json';
export { default as question } from './question.json';
export { default as questions } from './questions.json';
export { default as share } from './share.json';
