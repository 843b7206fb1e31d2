// The login that an edge puts before the page: who is signed in, the renewal, the end.
import { expect, it, jest } from '@jest/globals';
import { describeWith } from '@simulator/test-services';
import { newVisitors } from './visitor.js';

jest.setTimeout(180_000);

describeWith('Chromium', 'the session', () => {
  const visitor = newVisitors();
  const answer = (refreshInS: number, roles = ['operator']) => ({
    status: 200,
    body: { name: 'ann@example.com', roles, expiresInS: refreshInS + 300, refreshInS },
  });

  it('is nothing where the page is served without a login', async () => {
    await visitor.page.goto('/');
    await visitor.button('Try it now').waitFor();
    expect(await visitor.page.getByRole('button', { name: /Signed in/ }).count()).toBe(0);
  });

  it('says who is signed in and what they may do, and offers the sign-out', async () => {
    visitor.server.login = (_method, url) => (url === '/auth/session' ? answer(900) : null);
    await visitor.page.goto('/');
    await visitor.button('Signed in as ann@example.com').click();
    await visitor.page.getByText('operator', { exact: true }).waitFor();
    const signOut = visitor.page.getByRole('link', { name: 'Sign out' });
    expect(await signOut.getAttribute('href')).toBe('/auth/logout');
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    expect(await visitor.overflow()).toBe(0);
  });

  it('tells somebody without a role of ours that the built-in CSMS will refuse', async () => {
    visitor.server.login = (_method, url) => (url === '/auth/session' ? answer(900, ['accounting']) : null);
    await visitor.page.goto('/');
    await visitor.button('Signed in as ann@example.com').click();
    await visitor.page.getByText('Without a role').waitFor();
  });

  it('is renewed before its end, again and again, and by nobody else meanwhile', async () => {
    const renewals: number[] = [];
    let refreshAt = Date.now() + 1500;
    visitor.server.login = (method, url) => {
      if (url === '/auth/refresh' && method === 'POST') {
        renewals.push(Date.now());
        refreshAt = Date.now() + 1500;
      } else if (url !== '/auth/session') return null;
      return answer((refreshAt - Date.now()) / 1000);
    };
    await visitor.page.goto('/');
    const second = await visitor.page.context().newPage();
    await second.goto('/');
    while (renewals.length < 3) await visitor.page.waitForTimeout(50);
    // Two tabs, and no renewal within the time of another.
    const pauses = renewals.slice(1).map((at, index) => at - (renewals[index] ?? 0));
    expect(Math.min(...pauses)).toBeGreaterThan(1300);
    await second.close();
  });

  it('that cannot be renewed has ended, and the way back in is offered', async () => {
    visitor.server.login = (_method, url) => {
      if (url.startsWith('/auth/')) return { status: 401, body: { title: 'Unauthorized' } };
      return null;
    };
    await visitor.page.goto('/');
    const signIn = visitor.page.getByText('Your session has ended. Sign in again');
    await signIn.waitFor();
    expect(await signIn.getAttribute('href')).toBe(visitor.page.url());
    // The browser itself notes each refused request.
    expect(visitor.problems.splice(0).every((problem) => problem.includes('401'))).toBe(true);
  });

  it('goes on while the edge cannot be reached for a moment', async () => {
    visitor.server.login = (_method, url) => (url === '/auth/session' ? { status: 503, body: {} } : null);
    await visitor.page.goto('/');
    await visitor.button('Try it now').waitFor();
    expect(await visitor.page.getByText('Your session has ended').count()).toBe(0);
    visitor.problems.length = 0;
  });
});
