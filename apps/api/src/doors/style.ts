/**
 * The site's tokens (apps/web/src/theme/tokens.css), of which a test checks that they are the same: the site itself is
 * out of reach for those who are not let in yet.
 */
const tokens = `
--page:light-dark(#ffffff, #141417);
--raised:light-dark(#ffffff, #1b1b20);
--hover:light-dark(#f3f3f5, #1e1e24);
--line:light-dark(#e6e6ea, #26262d);
--line-strong:light-dark(#d3d3da, #3a3a44);
--text:light-dark(#1a1a1f, #e9e9ee);
--text-2:light-dark(#56565f, #a8a8b4);
--text-3:light-dark(#6b6b76, #8e8e9b);
--accent:light-dark(#2b4a93, #93abe2);
--focus:light-dark(#3457a9, #93abe2);
--bad:light-dark(#c0271f, #f2766e);
--bad-soft:light-dark(#fdf2f1, #2a1817);`

export const FONT_PATH = '/doors/geist.woff2'

export const style = `
@font-face{font-family:Geist;src:url(${FONT_PATH}) format("woff2");font-weight:100 900;font-display:swap}
:root{color-scheme:light dark;${tokens}
--button:#2b4a93;--button-hover:#21396f}
:root[data-scheme=light]{color-scheme:light}
:root[data-scheme=dark]{color-scheme:dark}
*{box-sizing:border-box}
body{margin:0;min-height:100dvh;display:grid;grid-template-rows:auto 1fr;color:var(--text);background:var(--page);
font:14px/20px Geist,system-ui,sans-serif;-webkit-font-smoothing:antialiased}
h1,p{margin:0}
a{color:inherit;text-decoration:none}
header{display:flex;gap:8px;align-items:center;height:56px;padding:0 18px;font-size:15px;font-weight:600;letter-spacing:-.01em}
main{width:min(360px,100vw - 32px);margin:min(14vh,120px) auto 48px}
h1{font-size:20px;line-height:28px;font-weight:600}
.lead{margin:4px 0 24px;color:var(--text-2)}
form,.ways{display:grid;gap:14px}
label{display:grid;gap:4px;font-size:13px;font-weight:500}
small{color:var(--text-2);font-size:12px;font-weight:400}
input{width:100%;height:36px;padding:0 12px;color:var(--text);font:inherit;font-weight:400;background:var(--page);
border:1px solid var(--line-strong);border-radius:6px}
input:focus{border-color:var(--focus);outline:1px solid var(--focus);outline-offset:-1px}
.button{display:flex;align-items:center;justify-content:center;width:100%;min-height:36px;padding:6px 18px;color:#fff;
font:inherit;font-weight:500;text-align:center;background:var(--button);border:1px solid transparent;border-radius:6px;
cursor:pointer;transition:background 140ms}
.button:hover{background:var(--button-hover)}
.button.other{color:var(--text);background:var(--raised);border-color:var(--line-strong)}
.button.other:hover{background:var(--hover)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.or{display:flex;gap:12px;align-items:center;margin:14px 0;color:var(--text-3);font-size:12px}
.or::before,.or::after{flex:1;height:1px;content:"";background:var(--line)}
[role=alert]{margin-bottom:18px;padding:8px 10px;color:var(--bad);font-size:13px;background:var(--bad-soft);border-radius:6px}
@media(max-width:640px){main{margin-top:24px}input,.button{min-height:44px;font-size:16px}}
@media(prefers-reduced-motion:reduce){.button{transition:none}}`

/** Only the theme that was chosen on the site's pages; without it, or without scripts, the system's. */
export const script = `try{const scheme=localStorage.getItem('mantine-color-scheme-value')
if(scheme==='light'||scheme==='dark')document.documentElement.dataset.scheme=scheme}catch{}`
