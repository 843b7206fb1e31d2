// Pages of the local identity provider.
const STYLE =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:22rem;margin:12vh auto;padding:0 1.5rem;color-scheme:light dark}' +
  'label,button{display:block;margin-top:1rem}input{font:inherit;width:100%;box-sizing:border-box;padding:.4rem}' +
  'button{font:inherit;padding:.5rem 1rem}pre{white-space:pre-wrap}.bad{color:#c33}small{opacity:.7}';

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title>` +
  `<style>${STYLE}</style><h1>${title}</h1>${body}<p><small>Local identity provider, for development only</small></p></html>`;

export function loginPage(names: readonly string[], problem: string | null): string {
  const notice = problem === null ? '' : `<p class="bad" role="alert">${escapeHtml(problem)}</p>`;
  const fields =
    '<label>User name<input name="user" autocomplete="username" autofocus required></label>' +
    '<label>Password<input name="password" type="password" autocomplete="current-password" required></label>' +
    '<button>Sign in</button>';
  const known =
    `<p><small>Users: ${names.map(escapeHtml).join(', ')}. Their passwords were made for this machine:</small></p>` +
    '<pre><small>docker compose exec idp cat /run/secrets/users.json</small></pre>';
  return page('Sign in', `${notice}<form method="post">${fields}</form>${known}`);
}

/** Submits by itself where scripts run: the person has said so at the simulator already. */
export const logoutPage = (form: string): string =>
  page(
    'Sign out',
    `${form}<button form="op.logoutForm" name="logout" value="yes">Sign out</button>` +
      `<script>document.querySelector('button').click()</script>`,
  );

export const errorPage = (out: { error: string; error_description?: string | undefined }): string =>
  page('This did not work', `<p>${escapeHtml([out.error, out.error_description].filter(Boolean).join(': '))}</p>`);
