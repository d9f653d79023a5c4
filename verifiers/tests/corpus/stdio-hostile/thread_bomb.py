# why: starts threads without end
import threading
def work():
    threading.Thread(target=work).start()
work()
