"""The colours of a drawing, light and dark, as the style sheet inside it: it is as well shown alone as in a page."""

STYLE = """
.topology { font-family: system-ui, -apple-system, "Segoe UI", Roboto, Helvetica, Arial, "DejaVu Sans", sans-serif;
  --page: #ffffff; --text: #1b1f24; --soft: #57606a; --line: #6e7781;
  --vnet: #f3f7fc; --vnet-edge: #4a7ab5; --subnet: #ffffff; --subnet-edge: #b8c7d9;
  --thing: #eef3f8; --thing-edge: #c3cfdc; --service: #fdf6e3; --service-edge: #c9a227;
  --outside: #f4effa; --outside-edge: #8a63d2; --out: #eefaf1; --out-edge: #3a9f5c; --zone: #f6f8fa;
  --zone-edge: #d0d7de;
  --new: #116329; --changed: #0969da; --replaced: #9a6700; --gone: #cf222e; --alert: #cf222e; }
@media (prefers-color-scheme: dark) {
  .topology { --page: #0d1117; --text: #e6edf3; --soft: #9da7b3; --line: #8b949e;
    --vnet: #111d2c; --vnet-edge: #5b8fd0; --subnet: #0d1520; --subnet-edge: #33475f;
    --thing: #1a2635; --thing-edge: #3b4d63; --service: #2a2310; --service-edge: #b08d1f;
    --outside: #211a30; --outside-edge: #9a78dd; --out: #10251a; --out-edge: #3fae68; --zone: #151b23;
    --zone-edge: #30363d;
    --new: #3fb950; --changed: #58a6ff; --replaced: #d29922; --gone: #ff7b72; --alert: #ff7b72; } }
.topology text { fill: var(--text); }
.topology .page { fill: var(--page); }
.topology .title, .topology .name, .topology .mark { font-weight: 600; }
.topology .note, .topology .range { fill: var(--soft); }
.topology .end { text-anchor: end; }
.topology .middle { text-anchor: middle; }
.topology rect { stroke-width: 1; }
.topology .vnet { fill: var(--vnet); stroke: var(--vnet-edge); stroke-width: 1.5; }
.topology .subnet { fill: var(--subnet); stroke: var(--subnet-edge); }
.topology .thing { fill: var(--thing); stroke: var(--thing-edge); }
.topology .service { fill: var(--service); stroke: var(--service-edge); }
.topology .outside { fill: var(--outside); stroke: var(--outside-edge); }
.topology .out { fill: var(--out); stroke: var(--out-edge); }
.topology .zone, .topology .rest { fill: var(--zone); stroke: var(--zone-edge); }
.topology .band { fill: none; stroke: var(--zone-edge); }
.topology .line { fill: none; stroke: var(--line); stroke-width: 1.4; }
.topology .head { fill: var(--line); }
.topology .line.peering { stroke: var(--vnet-edge); stroke-width: 2; }
.topology .line.service { stroke: var(--service-edge); }
.topology .line.out { stroke: var(--out-edge); }
.topology .line.in { stroke: var(--outside-edge); }
.topology rect.new, .topology .line.new { stroke: var(--new); stroke-width: 2; }
.topology rect.changed { stroke: var(--changed); stroke-width: 2; }
.topology rect.replaced { stroke: var(--replaced); stroke-width: 2; }
.topology rect.gone, .topology .line.gone { stroke: var(--gone); stroke-width: 2; stroke-dasharray: 5 4; }
.topology rect.alarming, .topology .line.alarming { stroke: var(--alert); stroke-width: 2.5; }
.topology text.new { fill: var(--new); }
.topology text.changed { fill: var(--changed); }
.topology text.replaced { fill: var(--replaced); }
.topology text.gone { fill: var(--gone); }
.topology text.alert { fill: var(--alert); font-weight: 600; }
"""
