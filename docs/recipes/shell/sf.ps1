# For PowerShell: put it into $PROFILE. `sf org login ...` is looked at first; $env:SF_PREFLIGHT = 'off' switches it off.
function sf {
    $program = Get-Command sf -CommandType Application | Select-Object -First 1
    $login = "$args" -match '(org login|login org|org:login:|auth:)'
    if ($login -and $env:SF_PREFLIGHT -ne 'off' -and (Get-Command sf-preflight -ErrorAction SilentlyContinue)) {
        # The separator is in quotes, since PowerShell keeps a bare one for itself.
        sf-preflight --quiet '--' sf @args
        # 2: a login that sf-preflight does not know; 3: its own fault. Neither is sf's.
        if ($LASTEXITCODE -notin 0, 2, 3) { return }
    }
    & $program @args
}
