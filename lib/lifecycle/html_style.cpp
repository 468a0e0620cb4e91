#include "lib/lifecycle/html_style.hpp"

namespace admctl::lifecycle {

std::string_view html_style() {
  return R"(
:root{color-scheme:light dark;--bg:#fff;--card:#f8fafc;--text:#0f172a;--soft:#5b6b80;--line:#dbe2ea;--head:#eef2f7;
--badge:#dbeafe;--badge-text:#1e40af;--link:#1d4ed8}
@media (prefers-color-scheme:dark){:root{--bg:#0f172a;--card:#162033;--text:#e2e8f0;--soft:#9aa9bd;--line:#2c3a50;
--head:#1d293d;--badge:#1e3a8a;--badge-text:#dbeafe;--link:#93c5fd}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 20px 48px;max-width:1180px;background:var(--bg);color:var(--text);
font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif}
header h1{margin:0;font-size:26px;line-height:1.25;overflow-wrap:anywhere}
header p{margin:4px 0 0;color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:4px 16px;margin:16px 0 0;padding:10px 0;border:1px solid var(--line);
border-width:1px 0}
a{color:var(--link);text-decoration:none}a:hover{text-decoration:underline}
section{margin:26px 0 0}
h2,summary{font-size:17px;font-weight:650;line-height:1.3}
h2{margin:0 0 10px}summary{margin:0 0 10px;cursor:pointer}
summary h2{display:inline;margin:0}
.count{color:var(--soft);font-size:13px;font-weight:400}
dl{display:grid;grid-template-columns:minmax(120px,max-content) minmax(0,1fr);gap:0;margin:0;border:1px solid var(--line);
border-radius:8px;overflow:hidden;background:var(--card)}
dt,dd{margin:0;padding:5px 12px;border-top:1px solid var(--line)}
dt:first-of-type,dd:first-of-type{border-top:0}
dt{color:var(--soft);font-size:13px}dd{overflow-wrap:anywhere}
.box{overflow-x:auto;border:1px solid var(--line);border-radius:8px;background:var(--card)}
table{border-collapse:collapse;width:100%}
th,td{padding:6px 12px;text-align:left;vertical-align:top;border-top:1px solid var(--line)}
thead th{border-top:0;background:var(--head);color:var(--soft);font-size:12px;font-weight:600;white-space:nowrap}
td{white-space:nowrap}
td.long{min-width:240px;max-width:460px;white-space:normal;overflow-wrap:anywhere}
td.right,th.right{text-align:right}
time{font-variant-numeric:tabular-nums}
.badge{display:inline-block;padding:0 8px;border-radius:10px;background:var(--badge);color:var(--badge-text);
font-size:12.5px;font-weight:600;white-space:nowrap}
h1 .badge{font-size:15px;padding:2px 12px;border-radius:14px;vertical-align:4px}
.none{color:var(--soft)}
figure{margin:0}figure svg{display:block;width:auto;max-width:100%;height:auto;min-width:640px;margin:0 auto;padding:12px}
pre{margin:0;padding:10px 12px;border:1px solid var(--line);border-radius:8px;background:var(--card);overflow-x:auto;
font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
ul{margin:0;padding-left:20px}
footer{margin:32px 0 0;padding:10px 0 0;border-top:1px solid var(--line);color:var(--soft);font-size:12.5px}
@media (max-width:640px){body{padding:16px 12px 32px}header h1{font-size:21px}
dl{grid-template-columns:minmax(92px,38%) minmax(0,1fr)}dt,dd{padding:5px 8px}th,td{padding:6px 8px}}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--text:#000;--soft:#444;--line:#bbb;--head:#eee;
--badge:#eee;--badge-text:#000;--link:#000}
body{max-width:none;padding:0;font-size:11px}nav{display:none}.box,pre{overflow:visible;border-radius:0}
pre{white-space:pre-wrap}td{max-width:none}tr{break-inside:avoid}h2,summary{break-after:avoid}
figure svg{min-width:0;max-height:24cm}details::details-content{content-visibility:visible;display:block}}
)";
}

}  // namespace admctl::lifecycle
