# Intune, Remediations: the detection script. Run it as the logged-on user, in 64-bit PowerShell. 1 says that the login is
# blocked, and the line that it prints stands in Intune's column "Pre-remediation detection output".
$report = & sf-preflight --format json --flow web --instance-url https://login.salesforce.com --redact | Out-String
$status = $LASTEXITCODE
try { $report = $report | ConvertFrom-Json } catch { Write-Output 'sf-preflight gave no report'; exit 0 }
$failed = $report.checks | Where-Object { $_.status -eq 'fail' } | ForEach-Object { "$($_.id): $($_.summary)" }
Write-Output "$($report.verdict) $($report.prediction.code) $($failed -join '; ')".Trim()
if ($status -eq 1) { exit 1 }
exit 0
