import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Bar, BarChart, CartesianGrid, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { numberText, percentText } from '../../components/measure.js';
import { binsOf, passMarksOf, type PassMark } from './histogram.js';
import classes from './score-summary.module.css';
import type { Summary } from './results.queries.js';

const tick = { fontSize: 12, fill: 'var(--mantine-color-dimmed)' };

interface ScoreHistogramProps {
  readonly summary: Summary;
  readonly version: number | undefined;
}

/** How many scored how much, as a picture and, behind a button for everybody, as a table. */
export default function ScoreHistogram({ summary, version }: ScoreHistogramProps) {
  const { t, i18n } = useTranslation('results');
  const bins = binsOf(summary.histogram);
  const marks = passMarksOf(summary.versions, version);
  const percent = (value: number): string => percentText(value, i18n.language);
  const markText = (mark: PassMark): string =>
    marks.length === 1
      ? t('passMark', { percent: percent(mark.percent) })
      : t('passMarkOf', { percent: percent(mark.percent), versions: mark.versions.join(', ') });
  return (
    <figure style={{ margin: 0 }}>
      <Text component="figcaption" size="sm" fw={600} mb="xs">
        {t('histogram')}
        {marks.length > 0 && (
          <Text component="span" size="sm" c="dimmed" fw={400}>
            {' – '}
            {marks.map(markText).join(', ')}
          </Text>
        )}
      </Text>
      <div className={classes['chart']} aria-hidden>
        <ResponsiveContainer>
          <BarChart data={bins} margin={{ top: 8, right: 8, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid vertical={false} className={classes['grid']!} />
            <XAxis
              dataKey="middle"
              type="number"
              domain={[0, 100]}
              ticks={[0, 20, 40, 60, 80, 100]}
              tickFormatter={percent}
              tick={tick}
            />
            <YAxis allowDecimals={false} width={40} tick={tick} />
            <Bar dataKey="count" className={classes['bar']!} isAnimationActive={false} />
            {marks.map((mark) => (
              <ReferenceLine
                key={mark.percent}
                x={mark.percent}
                className={classes['passMark']!}
                ifOverflow="visible"
              />
            ))}
          </BarChart>
        </ResponsiveContainer>
      </div>
      <details>
        <summary>{t('asTable')}</summary>
        <table className={classes['table']}>
          <caption className="visually-hidden">{t('histogram')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('score')}</th>
              <th scope="col">{t('submitted')}</th>
            </tr>
          </thead>
          <tbody>
            {bins.map(({ from, to, count }) => (
              <tr key={from}>
                <th scope="row">
                  {t(to === 100 ? 'binLast' : 'bin', { from: percent(from), to: percent(to) })}
                </th>
                <td>{numberText(count, i18n.language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
