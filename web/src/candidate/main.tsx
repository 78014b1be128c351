import './candidate.css';
import { createRoot } from 'react-dom/client';
import { readerLanguage } from '../texts/languages.js';
import { CandidateApp } from './candidate-app.js';
import { openStore } from './indexed-store.js';
import { loadTexts } from './texts.js';
import { Texts } from './use-texts.js';

async function start(): Promise<void> {
  const language = readerLanguage();
  const [t, opened] = await Promise.all([loadTexts(language), openStore()]);
  createRoot(document.getElementById('root')!).render(
    <Texts initial={{ language, t }}>
      <CandidateApp opened={opened} />
    </Texts>,
  );
}

void start();
