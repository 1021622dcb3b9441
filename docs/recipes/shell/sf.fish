# For fish: ~/.config/fish/functions/sf.fish. `sf org login …` is looked at first; SF_PREFLIGHT=off switches it off.
function sf --wraps sf --description "The Salesforce CLI, with a look before a login"
    if string match -qr -- '(org login|login org|org:login:|auth:)' "$argv"
        and test "$SF_PREFLIGHT" != off
        and command -q sf-preflight
        sf-preflight --quiet -- sf $argv
        set -l result $status
        # 2: a login that sf-preflight does not know; 3: its own fault. Neither is sf's.
        if test $result -ne 0 -a $result -ne 2 -a $result -ne 3
            return $result
        end
    end
    command sf $argv
end
