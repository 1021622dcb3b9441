# For bash and zsh: `sf org login …` is looked at first, every other command of sf is not. Put it into ~/.bashrc or
# ~/.zshrc. What blocks the login is told and sf is not started; SF_PREFLIGHT=off switches it off.
sf() {
    case " $* " in
    *" org login "* | *" login org "* | *" org:login:"* | *" auth:"*)
        if [ "${SF_PREFLIGHT:-on}" != off ] && command -v sf-preflight > /dev/null 2>&1; then
            sf-preflight --quiet -- sf "$@" || {
                local result=$?
                # 2: a login that sf-preflight does not know; 3: its own fault. Neither is sf's.
                [ "$result" -eq 2 ] || [ "$result" -eq 3 ] || return "$result"
            }
        fi
        ;;
    esac
    command sf "$@"
}
