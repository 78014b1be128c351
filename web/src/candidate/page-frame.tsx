import { useEffect, useRef, type ReactNode } from 'react';
import { LanguageSwitch, useTexts } from './use-texts.js';

interface PageFrameProps {
  /** The heading, which is also the title of the document and where a screen reader starts. */
  readonly title: string;
  readonly children: ReactNode;
  /** Above the heading: whose page this is. */
  readonly above?: ReactNode;
}

/** A page with one matter: a landing page, a receipt, a notice. */
export function PageFrame({ title, above, children }: PageFrameProps) {
  return (
    <div className="page">
      <main className="sheet">
        {above}
        <PageHeading>{title}</PageHeading>
        {children}
      </main>
      <footer className="page-foot">
        <LanguageSwitch />
      </footer>
    </div>
  );
}

export function PageHeading({ children }: { readonly children: string }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const isFirst = useRef(document.activeElement === document.body && document.title === 'Assessment');
  useEffect(() => {
    document.title = children;
    // After a change within the page the focus goes to its heading; a page that was just loaded has its own start.
    if (!isFirst.current) heading.current?.focus({ preventScroll: true });
    isFirst.current = false;
  }, [children]);
  return (
    <h1 ref={heading} tabIndex={-1} dir="auto">
      {children}
    </h1>
  );
}

interface NoticePageProps {
  readonly title: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

export function NoticePage({ title, children, action }: NoticePageProps) {
  return (
    <PageFrame title={title}>
      <p>{children}</p>
      {action && <p className="actions">{action}</p>}
    </PageFrame>
  );
}

export function LoadingPage() {
  const { t } = useTexts();
  return (
    <div className="page">
      <main className="sheet" aria-busy="true">
        <p role="status">{t('loading')}</p>
      </main>
    </div>
  );
}
